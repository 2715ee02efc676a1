import type { ExecutionView } from '../../domain/model/execution-view.ts';
import { countOf } from '../../domain/names.ts';
import type { PrintedCommand } from '../printed-command.ts';
import type { PersonNeeded } from './person-needed.ts';

/** What is useful after the end, as it is typed. Live instances are offered for termination only after a cancel. */
export function nextSteps(execution: ExecutionView, command: PrintedCommand): readonly PersonNeeded[] {
  const { actions, executionId, executionType, serverCount, launchedCount, cancelRequested } = execution;
  const missing = countOf(serverCount - launchedCount, 'server');
  const retry = actions.followUp.allowed
    ? [{ what: `To launch the ${missing} that are not up, and no other`, command: command(`retry ${executionId}`) }]
    : [];
  const offered = actions.cleanUp.allowed && (executionType === 'DRILL' || cancelRequested);
  const cleanUp = offered
    ? [
        {
          what: `To terminate ${whatIsLeft(execution)}`,
          command: command(`cleanup ${executionId}${executionType === 'RECOVERY' ? ' --recovery' : ''}`),
        },
      ]
    : [];
  return [...retry, ...cleanUp];
}

/** Of all that was launched, or of what earlier clean-ups have left of it. */
function whatIsLeft({ launchedCount, cleanUps = [] }: ExecutionView): string {
  const terminated = cleanUps.reduce((sum, { terminatedCount }) => sum + terminatedCount, 0);
  return terminated === 0
    ? `the ${countOf(launchedCount, 'instance')} that it launched`
    : `what is left of the ${countOf(launchedCount, 'instance')} that it launched (${terminated} terminated already)`;
}
