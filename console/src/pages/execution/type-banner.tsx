import './execution.css';
import type { ExecutionView } from '../../../../src/domain/model/execution-view.ts';
import { countOf } from '../../components/count.ts';

type Kind = Pick<ExecutionView, 'executionType' | 'purpose' | 'acceptedDeletionCount'>;

interface Props {
  readonly execution: Kind;
  /** Before a launch: live instances that DRS would delete in its course. */
  readonly liveDeletionCount?: number;
}

/** The first thing that one sees. Told by form and words, not by colour alone. */
export function TypeBanner({ execution, liveDeletionCount = 0 }: Props) {
  const { executionType, purpose, acceptedDeletionCount = 0 } = execution;
  const isRecovery = executionType === 'RECOVERY';
  // No recovery, and no mere exercise either.
  const isDangerous = liveDeletionCount > 0 || acceptedDeletionCount > 0;
  const name = purpose === 'CLEAN_UP' ? `CLEAN-UP OF A ${executionType}` : executionType;
  return (
    <div className={`type-banner type-banner-${isRecovery ? 'recovery' : isDangerous ? 'danger' : 'drill'}`}>
      <span>{isRecovery ? `!! ${name} !!` : isDangerous ? `! ${name} !` : name}</span>
      <span className="type-banner-note">{noteOf(execution, liveDeletionCount)}</span>
    </div>
  );
}

const noteOf = ({ executionType, purpose, acceptedDeletionCount = 0 }: Kind, liveDeletionCount: number): string => {
  if (purpose === 'CLEAN_UP') return 'terminates instances that an execution launched';
  if (executionType === 'RECOVERY') return 'this is for real: live systems are launched';
  if (liveDeletionCount > 0)
    return `an exercise, but DRS would delete ${countOf(liveDeletionCount, 'LIVE instance')} for it`;
  return acceptedDeletionCount > 0
    ? `an exercise, but its start accepted that DRS deletes ${countOf(acceptedDeletionCount, 'LIVE instance')}`
    : 'an exercise: what it launches are drill instances';
};
