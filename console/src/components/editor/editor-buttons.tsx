import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { countOf } from '../count.ts';
import { Indicator } from '../indicator.tsx';
import { ReasonButton } from '../reason-button.tsx';

interface Props {
  readonly cancelHref: string;
  readonly verb: string;
  readonly isSaving: boolean;
  /** Why nothing can be saved; undefined when it can. */
  readonly reason: string | undefined;
  /** Fields that have to be mended first: pressing shows them all. */
  readonly errorCount: number;
  /** Nothing is typed or sent yet: what is empty is nobody’s mistake. */
  readonly isBlank: boolean;
  readonly onSave: () => void;
}

export function EditorButtons({ cancelHref, verb, isSaving, reason, errorCount, isBlank, onSave }: Props) {
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      {errorCount > 0 && (
        <Indicator type={isBlank ? 'pending' : 'warning'}>
          {countOf(errorCount, 'field')} {isBlank ? 'to fill in' : 'to mend'}
        </Indicator>
      )}
      <Button variant="link" href={cancelHref}>
        Back
      </Button>
      <ReasonButton variant="primary" loading={isSaving} reason={reason} onClick={onSave}>
        {verb}
      </ReasonButton>
    </SpaceBetween>
  );
}
