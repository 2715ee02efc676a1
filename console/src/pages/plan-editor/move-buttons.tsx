import SpaceBetween from '@cloudscape-design/components/space-between';
import { ReasonButton } from '../../components/reason-button.tsx';

interface Props {
  /** "wave 1 web". */
  readonly name: string;
  readonly position: number;
  readonly count: number;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
  readonly whyNotRemoved?: string | undefined;
}

/** Of one of several cards in an order. */
export function MoveButtons({ name, position, count, onMove, onRemove, whyNotRemoved }: Props) {
  return (
    <SpaceBetween direction="horizontal" size="xxs">
      <ReasonButton
        variant="icon"
        iconName="angle-up"
        ariaLabel={`Move ${name} up`}
        reason={position === 0 ? 'It is the first' : undefined}
        onClick={() => onMove(-1)}
      />
      <ReasonButton
        variant="icon"
        iconName="angle-down"
        ariaLabel={`Move ${name} down`}
        reason={position === count - 1 ? 'It is the last' : undefined}
        onClick={() => onMove(1)}
      />
      <ReasonButton
        variant="icon"
        iconName="remove"
        ariaLabel={`Remove ${name}`}
        reason={whyNotRemoved}
        onClick={onRemove}
      />
    </SpaceBetween>
  );
}
