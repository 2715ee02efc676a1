import Link from '@cloudscape-design/components/link';
import type { RecoveryPlan } from '../../../src/domain/model/recovery-plan.ts';

interface Props {
  readonly plans: readonly RecoveryPlan[];
  /** What is said when there is none. */
  readonly none: string;
}

export function PlanLinks({ plans, none }: Props) {
  if (plans.length === 0) return <>{none}</>;
  return plans.map(({ planId, planName }) => (
    <div key={planId} className="broken-anywhere">
      <Link href={`/recovery-plans/${planId}`}>{planName}</Link>
    </div>
  ));
}
