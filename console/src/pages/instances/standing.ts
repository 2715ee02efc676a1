/** What an instance that DRS lists is to the person who pays for it. */
import type { ExecutionSummary } from '../../../../src/domain/model/execution-view.ts';
import type { InventoryInstance } from '../../../../src/domain/model/inventory.ts';
import type { IndicatorType } from '../../components/indicator.tsx';
import { runKindOf } from '../../components/run-kind.ts';
import type { Launch } from '../../data/launch-of-instance.ts';

export type Standing = 'LEAK' | 'GONE' | 'IN A RUN' | 'DRILL IS OVER' | 'LIVE' | 'DRILL' | 'UNKNOWN' | 'NOT KNOWN';

export const standingText: Readonly<Record<Standing, string>> = {
  LEAK: 'still there after its clean-up',
  GONE: 'EC2 has it no more; DRS still lists it',
  'IN A RUN': 'its run goes on',
  'DRILL IS OVER': 'left by a drill: clean it up',
  LIVE: 'launched by a recovery: in use',
  DRILL: 'of a drill that none of the newest runs here made',
  UNKNOWN: 'DRS does not say what launched it',
  'NOT KNOWN': 'the runs that may have launched it could not be read',
};

export const standingLooks: Readonly<Record<Standing, IndicatorType>> = {
  LEAK: 'error',
  GONE: 'stopped',
  'IN A RUN': 'in-progress',
  'DRILL IS OVER': 'warning',
  LIVE: 'success',
  DRILL: 'warning',
  UNKNOWN: 'info',
  'NOT KNOWN': 'warning',
};

/** EC2InstanceState of DRS: what is not there any more. */
const goneStates: readonly string[] = ['TERMINATED', 'NOT_FOUND'];

/** `executions`: clean-ups among them. `isRead`: all of them that may have launched it, too. */
export function standingOf(
  { instanceState, isDrill, observedTime }: InventoryInstance,
  launch: Launch | undefined,
  executions: readonly ExecutionSummary[],
  isRead: boolean,
): Standing {
  if (goneStates.includes(instanceState ?? '')) return 'GONE';
  if (launch === undefined && !isRead) return 'NOT KNOWN';
  if (launch !== undefined) {
    const { executionId, endTime } = launch.execution;
    const wasCleanedUp = executions.some(
      (each) =>
        runKindOf(each) === 'CLEAN-UP' &&
        each.relatedExecutionId === executionId &&
        each.status !== 'REFUSED' &&
        each.endTime !== undefined &&
        each.endTime < observedTime,
    );
    if (wasCleanedUp) return 'LEAK';
    if (endTime === undefined) return 'IN A RUN';
    if (isDrill === true) return 'DRILL IS OVER';
  }
  if (isDrill === undefined) return 'UNKNOWN';
  return isDrill ? 'DRILL' : 'LIVE';
}
