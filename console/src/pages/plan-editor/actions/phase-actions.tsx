import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { limits } from '../../../../../src/domain/limits.ts';
import type { FieldError } from '../../../../../src/domain/model/plan-file.ts';
import { type ActionPhase, actionKinds, actionKindText } from '../../../components/action-words.ts';
import { MoveButtons } from '../move-buttons.tsx';
import { ActionCard } from './action-card.tsx';
import { type ActionDraft, newAction } from './action-draft.ts';

interface Props {
  readonly phase: ActionPhase;
  readonly actions: readonly ActionDraft[];
  readonly path: FieldError['path'];
  readonly errors: readonly FieldError[];
  readonly onChange: (actions: readonly ActionDraft[]) => void;
}

const headings: Readonly<Record<ActionPhase, string>> = {
  before: 'Before the launch',
  after: 'After the launch, once the servers are up',
};

/** The actions of one side of a launch, in the order in which they run. */
export function PhaseActions({ phase, actions, path, errors, onChange }: Props) {
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
              ...(whyNot(phase, kind) !== undefined && { disabled: true, disabledReason: whyNot(phase, kind) ?? '' }),
            }))}
            disabled={actions.length >= limits.actionsPerPhase}
            disabledReason={`At most ${limits.actionsPerPhase}`}
            onItemClick={({ detail }) => {
              const kind = actionKinds.find((each) => each === detail.id);
              if (kind !== undefined) onChange([...actions, newAction(kind)]);
            }}
          >
            Add an action {phase}
          </ButtonDropdown>
        }
      >
        {headings[phase]}
      </Header>
      {actions.map((action, index) => (
        <ActionCard
          key={action.key}
          action={action}
          path={[...path, phase, index]}
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

const whyNot = (phase: ActionPhase, kind: ActionDraft['kind']): string | undefined =>
  phase === 'before' && kind === 'SSM_COMMAND'
    ? 'It runs on the launched instances: there are none before the launch'
    : undefined;
