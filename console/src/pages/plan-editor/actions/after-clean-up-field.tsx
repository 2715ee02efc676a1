import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import type { FieldError } from '../../../../../src/domain/model/plan-file.ts';
import type { ActionDraft } from './action-draft.ts';
import { PhaseActions } from './phase-actions.tsx';

interface Props {
  readonly actions: readonly ActionDraft[];
  readonly errors: readonly FieldError[];
  readonly onChange: (actions: readonly ActionDraft[]) => void;
}

/** What the plan does when a clean-up has left nothing. */
export function AfterCleanUpField({ actions, errors, onChange }: Props) {
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="No server is left by then: a runbook or function names its account and Region, and there is nothing to run a command on"
        >
          After the clean-up
        </Header>
      }
    >
      <PhaseActions
        moment="after the clean-up"
        actions={actions}
        path={['afterCleanUp']}
        errors={errors}
        onChange={onChange}
      />
    </Container>
  );
}
