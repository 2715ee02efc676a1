import type { ExecutionView } from '../../domain/model/execution-view.ts';
import type { PrintedCommand } from '../printed-command.ts';
import { nextSteps } from './next-steps.ts';
import { otherChoices, type PersonNeeded, personNeeded } from './person-needed.ts';

/** Everything that can be done with the execution as it is now, what it waits for first, each as it is typed. */
export const possibleActions = (execution: ExecutionView, command: PrintedCommand): readonly PersonNeeded[] => [
  ...personNeeded(execution, command),
  ...otherChoices(execution, command),
  ...nextSteps(execution, command),
];
