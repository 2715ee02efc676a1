import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { limits } from '../../../../../src/domain/limits.ts';
import type { FieldError } from '../../../../../src/domain/model/plan-file.ts';
import { actionKinds, actionKindText } from '../../../components/action-words.ts';
import { MoveButtons } from '../move-buttons.tsx';
import { ActionCard } from './action-card.tsx';
import { type ActionDraft, newAction } from './action-draft.ts';

export type ActionMoment = 'before' | 'after' | 'after the clean-up';

interface Props {
  readonly moment: ActionMoment;
  readonly actions: readonly ActionDraft[];
  /** Of the list: what errors name. */
  readonly path: FieldError['path'];
  readonly errors: readonly FieldError[];
  readonly onChange: (actions: readonly ActionDraft[]) => void;
}

const headings: Readonly<Record<ActionMoment, string>> = {
  before: 'Before the launch',
  after: 'After the launch, once the servers are up',
  'after the clean-up': 'Once every instance of an execution has been terminated',
};

/** The actions of one moment, in the order in which they run. */
export function PhaseActions({ moment, actions, path, errors, onChange }: Props) {
  const change = (key: string, changes: Partial<ActionDraft>): void =>
    onChange(actions.map((action) => (action.key === key ? { ...action, ...changes } : action)));
  return (
    <SpaceBetween size="s">
      <Header
        variant="h3"
        counter={`(${actions.length})`}
        actions={
          <ButtonDropdown
            items={actionKinds.map((kind) => ({
              id: kind,
              text: kind,
              secondaryText: actionKindText[kind],
              ...(whyNot(moment, kind) !== undefined && { disabled: true, disabledReason: whyNot(moment, kind) ?? '' }),
            }))}
            disabled={actions.length >= limits.actionsPerPhase}
            disabledReason={`At most ${limits.actionsPerPhase}`}
            onItemClick={({ detail }) => {
              const kind = actionKinds.find((each) => each === detail.id);
              if (kind !== undefined) onChange([...actions, newAction(kind)]);
            }}
          >
            Add an action {moment === 'after the clean-up' ? 'once cleaned up' : moment}
          </ButtonDropdown>
        }
      >
        {headings[moment]}
      </Header>
      {actions.map((action, index) => (
        <ActionCard
          key={action.key}
          action={action}
          path={[...path, index]}
          failing={moment === 'after the clean-up' ? 'clean-up' : 'wave'}
          errors={errors}
          onChange={(changes) => change(action.key, changes)}
          buttons={
            <MoveButtons
              name={`action ${action.actionName === '' ? action.kind : action.actionName}`}
              position={index}
              count={actions.length}
              onMove={(by) => onChange(actions.toSpliced(index, 1).toSpliced(index + by, 0, action))}
              onRemove={() => onChange(actions.toSpliced(index, 1))}
            />
          }
        />
      ))}
    </SpaceBetween>
  );
}

const whyNot = (moment: ActionMoment, kind: ActionDraft['kind']): string | undefined =>
  moment !== 'after' && kind === 'SSM_COMMAND'
    ? `It runs on the launched instances: there are none ${moment === 'before' ? 'before the launch' : moment}`
    : undefined;
