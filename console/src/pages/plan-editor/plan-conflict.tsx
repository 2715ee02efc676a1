import { planChanges } from '../../../../src/domain/document-changes.ts';
import type { RecoveryPlan } from '../../../../src/domain/model/recovery-plan.ts';
import { Conflict } from '../../components/editor/conflict.tsx';
import { type PlanDraft, savedAs } from './draft.ts';

interface Props {
  /** What was seen first. */
  readonly base: RecoveryPlan;
  readonly theirs: RecoveryPlan;
  readonly draft: PlanDraft;
  readonly groupNames: ReadonlyMap<string, string>;
  readonly onKeepMine: (theirs: RecoveryPlan) => void;
  readonly onTakeTheirs: (theirs: RecoveryPlan) => void;
}

export function PlanConflict({ base, theirs, draft, groupNames, onKeepMine, onTakeTheirs }: Props) {
  return (
    <Conflict
      what={`The plan ${base.planName}`}
      seenVersion={base.version}
      current={theirs}
      theirChanges={planChanges(base, theirs, groupNames)}
      differences={planChanges(theirs, savedAs(draft, theirs), groupNames)}
      onKeepMine={() => onKeepMine(theirs)}
      onTakeTheirs={() => onTakeTheirs(theirs)}
    />
  );
}
