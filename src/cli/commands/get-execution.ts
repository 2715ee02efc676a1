import { buildCommand } from '@stricli/core';
import type { ExecutionView } from '../../domain/model/execution-view.ts';
import { act, docsOf } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { executionArgument } from '../execution-argument.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, reportFailure } from '../failure.ts';
import { type OutputFlags, outputFlags, printData } from '../output.ts';
import { dateTimeText } from '../render/duration.ts';
import { plainText } from '../render/line.ts';
import { nextSteps } from '../render/next-steps.ts';
import { personNeeded } from '../render/person-needed.ts';
import { badgeOf, relationOf } from '../render/status-style.ts';
import { waveLines } from '../render/wave-lines.ts';

type GetFlags = ConnectionFlags & OutputFlags;

async function getExecution(context: CliContext, flags: GetFlags, executionId: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const read = await connection.client.getExecution(executionId);
  if (!read.ok) return reportFailure(context, connection, read.failure);
  const execution = read.value;
  if (flags.output !== 'table') {
    printData(context, flags.output, execution);
    return exitCodes.ok;
  }
  printExecution(context, execution);
  return exitCodes.ok;
}

/** The decided state, when AWS was last asked, and what can be done next. */
export function printExecution(context: CliContext, execution: ExecutionView): void {
  const { planName, planVersion, status, statusReason, initiatedBy, startTime, endTime } = execution;
  const badge = plainText(badgeOf(execution)).trim();
  print(context, `${badge} of plan "${planName}" (version ${planVersion}): ${status}`);
  if (relationOf(execution) !== '') print(context, capital(relationOf(execution)));
  if (statusReason !== undefined) print(context, statusReason);
  const ended = endTime === undefined ? '' : `, ended ${dateTimeText(endTime)}`;
  print(context, `Started by ${initiatedBy} at ${dateTimeText(startTime)}${ended}`);
  if (execution.lastPolledTime !== undefined)
    print(context, `AWS last asked ${dateTimeText(execution.lastPolledTime)}`);
  for (const refusal of execution.refusals ?? []) print(context, `- ${refusal.message} ${refusal.remedy}`);
  for (const line of execution.waves.length === 0 ? [] : waveLines(execution.waves)) print(context, plainText(line));
  for (const { what, command } of personNeeded(execution, context.program)) print(context, `${what}: ${command}`);
  for (const { what, command } of nextSteps(execution, context.program)) print(context, `${what}: ${command}`);
}

const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);

export const getExecutionCommand = buildCommand<GetFlags, [string], CommandScope>({
  func: act(getExecution),
  parameters: { flags: { ...outputFlags, ...connectionFlags }, positional: executionArgument },
  docs: docsOf(
    'Show one execution with its waves',
    'What was decided, and when AWS was last asked.',
    './breakwater get execution exec-01k9',
    './breakwater get execution exec-01k9 --output json',
  ),
});
