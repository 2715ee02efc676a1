import { buildCommand } from '@stricli/core';
import { act, docsOf } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { executionArgument } from '../execution-argument.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, reportFailure } from '../failure.ts';
import { type OutputFlags, outputFlags, printData } from '../output.ts';
import { readEventsAfter } from '../read-all.ts';
import { dateTimeText } from '../render/duration.ts';

type EventsFlags = ConnectionFlags & OutputFlags;

async function events(context: CliContext, flags: EventsFlags, executionId: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const read = await readEventsAfter(connection.client, executionId, 0);
  if (!read.ok) return reportFailure(context, connection, read.failure);
  if (flags.output === 'table') {
    for (const { time, message } of read.value) print(context, `${dateTimeText(time)} ${message}`);
  } else printData(context, flags.output, read.value);
  return exitCodes.ok;
}

export const eventsCommand = buildCommand<EventsFlags, [string], CommandScope>({
  func: act(events),
  parameters: { flags: { ...outputFlags, ...connectionFlags }, positional: executionArgument },
  docs: docsOf(
    'Print the history of an execution',
    'What was decided, when and by whom; the oldest first.',
    './breakwater events exec-01k9',
    './breakwater events exec-01k9 --output json',
  ),
});
