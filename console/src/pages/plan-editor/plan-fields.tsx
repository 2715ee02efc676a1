import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import type { FieldError } from '../../../../src/domain/model/plan-file.ts';
import { TextField } from '../../components/editor/text-field.tsx';
import { errorAt } from '../../components/field-errors.ts';
import type { PlanDraft } from './draft.ts';

interface Props {
  readonly draft: PlanDraft;
  readonly errors: readonly FieldError[];
  readonly onChange: (draft: PlanDraft) => void;
}

export function PlanFields({ draft, errors, onChange }: Props) {
  return (
    <Container>
      <ColumnLayout columns={2}>
        <TextField
          label="Name"
          description="What commands call the plan by"
          error={errorAt(errors, 'planName')}
          value={draft.planName}
          onChange={(planName) => onChange({ ...draft, planName })}
        />
        <TextField
          label="Description (optional)"
          description="For people: what it brings up again"
          error={errorAt(errors, 'description')}
          value={draft.description}
          onChange={(description) => onChange({ ...draft, description })}
        />
        <TextField
          label="Recovery time objective, minutes (optional)"
          description="Every run is shown against it"
          type="number"
          error={errorAt(errors, 'rtoTargetMinutes')}
          value={draft.rtoTargetMinutes}
          onChange={(rtoTargetMinutes) => onChange({ ...draft, rtoTargetMinutes })}
        />
        <TextField
          label="Recovery point objective, seconds (optional)"
          description="A check warns of servers whose replication lags by more"
          type="number"
          error={errorAt(errors, 'rpoTargetSeconds')}
          value={draft.rpoTargetSeconds}
          onChange={(rpoTargetSeconds) => onChange({ ...draft, rpoTargetSeconds })}
        />
        <TextField
          label="Drill instances live, hours (optional)"
          description="So long after a drill ended they are cleaned up by themselves, after a warning"
          type="number"
          error={errorAt(errors, 'drillTtlHours')}
          value={draft.drillTtlHours}
          onChange={(drillTtlHours) => onChange({ ...draft, drillTtlHours })}
        />
      </ColumnLayout>
    </Container>
  );
}
