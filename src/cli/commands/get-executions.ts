import { buildCommand } from '@stricli/core';
import { act, docsOf, wholeNumber } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { executionArgument } from '../execution-argument.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, reportFailure } from '../failure.ts';
import { type OutputFlags, outputFlags, printData, printList } from '../output.ts';
import { dateTimeText } from '../render/duration.ts';
import { plainText } from '../render/line.ts';
import { personNeeded } from '../render/person-needed.ts';
import { badgeOf } from '../render/status-style.ts';
import { waveLines } from '../render/wave-lines.ts';

type GetFlags = ConnectionFlags & OutputFlags;

async function getExecutions(context: CliContext, flags: GetFlags & { readonly limit: number }): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const page = await connection.client.listExecutions({ limit: flags.limit });
  if (!page.ok) return reportFailure(context, connection, page.failure);
  printList(context, flags, page.value.items, {
    head: ['EXECUTION', 'TYPE', 'PLAN', 'STATUS', 'SERVERS', 'STARTED', 'BY'],
    alignRight: ['SERVERS'],
    row: (execution) => [
      execution.executionId,
      execution.executionType,
      execution.planName,
      execution.status,
      String(execution.serverCount),
      dateTimeText(execution.startTime),
      execution.initiatedBy,
    ],
  });
  if (page.value.next !== undefined && flags.output === 'table') print(context, '… and older ones: --limit shows more');
  return exitCodes.ok;
}

async function getExecution(context: CliContext, flags: GetFlags, executionId: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const read = await connection.client.getExecution(executionId);
  if (!read.ok) return reportFailure(context, connection, read.failure);
  const execution = read.value;
  if (flags.output !== 'table') {
    printData(context, flags.output, execution);
    return exitCodes.ok;
  }
  const { executionType, planName, planVersion, status, statusReason, initiatedBy, startTime, endTime } = execution;
  const badge = plainText(badgeOf(executionType)).trim();
  print(context, `${badge} of plan "${planName}" (version ${planVersion}): ${status}`);
  if (statusReason !== undefined) print(context, statusReason);
  const ended = endTime === undefined ? '' : `, ended ${dateTimeText(endTime)}`;
  print(context, `Started by ${initiatedBy} at ${dateTimeText(startTime)}${ended}`);
  if (execution.lastPolledTime !== undefined)
    print(context, `AWS last asked ${dateTimeText(execution.lastPolledTime)}`);
  for (const refusal of execution.refusals ?? []) print(context, `- ${refusal.message} ${refusal.remedy}`);
  for (const line of execution.waves.length === 0 ? [] : waveLines(execution.waves)) print(context, plainText(line));
  for (const { what, command } of personNeeded(execution, context.program)) print(context, `${what}: ${command}`);
  return exitCodes.ok;
}

export const getExecutionsCommand = buildCommand<GetFlags & { readonly limit: number }, [], CommandScope>({
  func: act(getExecutions),
  parameters: {
    flags: {
      limit: { kind: 'parsed', parse: wholeNumber(1, 100), default: '20', placeholder: 'N', brief: 'How many' },
      ...outputFlags,
      ...connectionFlags,
    },
  },
  docs: docsOf('List executions', 'The newest first.', './breakwater get executions --limit 5'),
});

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
