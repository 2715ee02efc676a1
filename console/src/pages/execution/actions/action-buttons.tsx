import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Action } from '../../../../../src/domain/can.ts';
import type { ExecutionView } from '../../../../../src/domain/model/execution-view.ts';
import type { Me } from '../../../data/session.ts';
import { whyNot } from './availability.ts';
import { firstResumeLabel, givesUpFirst } from './resume-words.ts';

const buttons: readonly (readonly [Action, string])[] = [
  ['pause', 'Pause'],
  ['cancel', 'Cancel'],
];
const afterFailure: readonly (readonly [Action, string])[] = [
  ['retry', 'Retry failed servers'],
  ['skip', 'Skip a wave'],
  ['followUp', 'Follow up: launch what is not up'],
  ['cleanUp', 'Clean up: terminate what was launched'],
];

interface Props {
  readonly execution: ExecutionView;
  readonly me: Me;
  readonly onAct: (action: Action) => void;
}

/** Every action, always in its place. What is not possible says why when one points at it, or moves to it by keys. */
export function ActionButtons({ execution, me, onAct }: Props) {
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {buttons.map(([action, text]) => {
        const reason = whyNot(action, execution, me);
        return (
          <Button
            key={action}
            disabled={reason !== undefined}
            {...(reason !== undefined && { disabledReason: reason })}
            onClick={() => onAct(action)}
          >
            {text}
          </Button>
        );
      })}
      <ButtonDropdown
        items={afterFailure.map(([action, text]) => {
          const reason = whyNot(action, execution, me);
          return {
            id: action,
            text,
            disabled: reason !== undefined,
            ...(reason !== undefined && { disabledReason: reason }),
          };
        })}
        onItemClick={({ detail }) => {
          const chosen = afterFailure.find(([action]) => action === detail.id)?.[0];
          if (chosen !== undefined) onAct(chosen);
        }}
      >
        Actions
      </ButtonDropdown>
      <ResumeButton execution={execution} me={me} onAct={onAct} />
    </SpaceBetween>
  );
}

function ResumeButton({ execution, me, onAct }: Props) {
  const reason = whyNot('resume', execution, me);
  return (
    <Button
      variant={givesUpFirst(execution) ? 'normal' : 'primary'}
      disabled={reason !== undefined}
      {...(reason !== undefined && { disabledReason: reason })}
      onClick={() => onAct('resume')}
    >
      {firstResumeLabel(execution)}
    </Button>
  );
}
