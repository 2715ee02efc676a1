import type { Failure } from '../api/exchange.ts';
import { whenNothingIsPossible } from '../domain/can.ts';
import type { Connection } from './connection.ts';
import type { CliContext } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { printError, reportFailure, reportNotAllowed } from './failure.ts';
import { possibleActions } from './render/possible-actions.ts';

/** Why an action on an execution failed. Where another one is possible instead, it is told as it is typed. */
export async function reportActionFailure(
  context: CliContext,
  connection: Connection,
  executionId: string,
  failure: Failure,
): Promise<ExitCode> {
  if (failure.kind !== 'problem' || failure.problem.allowed === undefined) {
    return reportFailure(context, connection, failure);
  }
  const { detail } = failure.problem;
  // Whoever came between has changed what is possible: it is read anew.
  const read = await connection.client.getExecution(executionId);
  if (!read.ok) return reportNotAllowed(context, connection, executionId, detail);
  printError(context, detail);
  const actions = possibleActions(read.value, connection.command);
  printError(context, actions.length === 0 ? whenNothingIsPossible(read.value) : 'Possible now:');
  for (const { what, command } of actions) {
    printError(context, `- ${what}`);
    printError(context, `  ${command}`);
  }
  return exitCodes.refused;
}
