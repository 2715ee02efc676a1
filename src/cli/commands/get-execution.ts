import { buildCommand } from '@stricli/core';
import type { ExecutionView } from '../../domain/model/execution-view.ts';
import { outcomeText } from '../../domain/tolerated.ts';
import { docsOf } from '../command.ts';
import { type Connection, type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { actOnExecution, executionArgument } from '../execution-argument.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, reportFailure } from '../failure.ts';
import { type OutputFlags, outputFlags, printData } from '../output.ts';
import { readExecution } from '../read-all.ts';
import { automaticCleanUpLines } from '../render/automatic-clean-up.ts';
import { cleanUpLines } from '../render/clean-ups.ts';
import { dateTimeText } from '../render/duration.ts';
import { followUpLines } from '../render/follow-up.ts';
import { lastAnswerText } from '../render/last-answer.ts';
import { lateCancelLines } from '../render/late-cancel.ts';
import { plainText } from '../render/line.ts';
import { pointInTimeLines } from '../render/point-in-time.ts';
import { pollFailureText } from '../render/poll-failure.ts';
import { possibleActions } from '../render/possible-actions.ts';
import { refusalLines } from '../render/refusal-lines.ts';
import { rpoOf } from '../render/rpo.ts';
import { rtoOf } from '../render/rto.ts';
import { badgeOf, relationOf } from '../render/status-style.ts';
import { waveLines } from '../render/wave-lines.ts';

type GetFlags = ConnectionFlags & OutputFlags;

async function getExecution(context: CliContext, flags: GetFlags, executionId: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const read = await readExecution(connection.client, executionId);
  if (!read.ok) return reportFailure(context, connection, read.failure);
  const { execution, serverTime } = read.value;
  if (flags.output !== 'table') {
    printData(context, flags.output, execution);
    return exitCodes.ok;
  }
  printExecution(context, connection, execution, serverTime);
  return exitCodes.ok;
}

/** The decided state, what AWS last answered and where it did not, and what can be done next. */
export function printExecution(
  context: CliContext,
  { command }: Connection,
  execution: ExecutionView,
  serverTime: string | undefined,
): void {
  const { planName, planVersion, status, initiatedBy, startTime, endTime } = execution;
  const badge = plainText(badgeOf(execution)).trim();
  print(context, `${badge} of plan "${planName}" (version ${planVersion}): ${status}`);
  if (relationOf(execution) !== '') print(context, capital(relationOf(execution)));
  const why = outcomeText(execution);
  if (why !== undefined) print(context, why);
  for (const line of lateCancelLines(execution)) print(context, line);
  const ended = endTime === undefined ? '' : `, ended ${dateTimeText(endTime)}`;
  print(context, `Started by ${initiatedBy} at ${dateTimeText(startTime)}${ended}`);
  const rto = rtoOf(execution, serverTime);
  if (rto !== undefined) print(context, rto.text);
  const rpo = rpoOf(execution);
  if (rpo !== undefined) print(context, rpo.text);
  const answered = lastAnswerText(execution, serverTime, dateTimeText);
  if (answered !== undefined) print(context, answered);
  for (const failure of execution.pollFailures) print(context, pollFailureText(failure));
  for (const line of refusalLines(execution.refusals ?? [])) print(context, line);
  for (const line of execution.waves.length === 0 ? [] : waveLines(execution.waves)) print(context, plainText(line));
  for (const line of followUpLines(execution)) print(context, line);
  for (const line of cleanUpLines(execution)) print(context, line);
  for (const line of pointInTimeLines(execution.waves)) print(context, line);
  for (const line of automaticCleanUpLines(execution, command)) print(context, line);
  for (const { what, command: line } of possibleActions(execution, command)) print(context, `${what}: ${line}`);
}

const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);

export const getExecutionCommand = buildCommand<GetFlags, [string], CommandScope>({
  func: actOnExecution(getExecution),
  parameters: { flags: { ...outputFlags, ...connectionFlags }, positional: executionArgument },
  docs: docsOf(
    'Show one execution with its waves',
    'What was decided, when AWS last answered, and what it could not be asked.',
    './breakwater get execution exec-01k9',
    './breakwater get execution exec-01k9 --output json',
  ),
});
