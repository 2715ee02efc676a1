import './execution.css';
import type { ExecutionView } from '../../../../src/domain/model/execution-view.ts';

type Kind = Pick<ExecutionView, 'executionType' | 'purpose'>;

/** The first thing that one sees. Told by form and words, not by colour alone. */
export function TypeBanner({ execution }: { readonly execution: Kind }) {
  const { executionType, purpose } = execution;
  const isRecovery = executionType === 'RECOVERY';
  const name = purpose === 'CLEAN_UP' ? `CLEAN-UP OF A ${executionType}` : executionType;
  return (
    <div className={`type-banner ${isRecovery ? 'type-banner-recovery' : 'type-banner-drill'}`}>
      <span>{isRecovery ? `!! ${name} !!` : name}</span>
      <span className="type-banner-note">{noteOf(execution)}</span>
    </div>
  );
}

const noteOf = ({ executionType, purpose }: Kind): string => {
  if (purpose === 'CLEAN_UP') return 'terminates instances that an execution launched';
  return executionType === 'RECOVERY'
    ? 'this is for real: live systems are launched'
    : 'an exercise: production is not touched';
};
