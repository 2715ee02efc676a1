import { buildCommand } from '@stricli/core';
import { docsOf, wholeNumber } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { actOnExecution, executionArgument } from '../execution-argument.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, reportFailure } from '../failure.ts';
import { type OutputFlags, outputFlags, printData } from '../output.ts';
import { readEventsAfter } from '../read-all.ts';
import { dateTimeText } from '../render/duration.ts';

type EventsFlags = ConnectionFlags & OutputFlags & { readonly after: number; readonly last?: number };

async function events(context: CliContext, flags: EventsFlags, executionId: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const read = await readEventsAfter(connection.client, executionId, flags.after);
  if (!read.ok) return reportFailure(context, connection, read.failure);
  const shown = flags.last === undefined ? read.value : read.value.slice(-flags.last);
  if (flags.output === 'table') {
    for (const { time, message } of shown) print(context, `${dateTimeText(time)} ${message}`);
  } else printData(context, flags.output, shown);
  return exitCodes.ok;
}

export const eventsCommand = buildCommand<EventsFlags, [string], CommandScope>({
  func: actOnExecution(events),
  parameters: {
    flags: {
      after: {
        kind: 'parsed',
        parse: wholeNumber(0, 999_999_999),
        default: '0',
        placeholder: 'N',
        brief: 'Only events after this sequence number',
      },
      last: {
        kind: 'parsed',
        parse: wholeNumber(1, 100_000),
        optional: true,
        placeholder: 'N',
        brief: 'Only the last so many of them',
      },
      ...outputFlags,
      ...connectionFlags,
    },
    positional: executionArgument,
  },
  docs: docsOf(
    'Print the history of an execution',
    'What was decided, when and by whom; the oldest first.',
    './breakwater events exec-01k9',
    './breakwater events exec-01k9 --last 20',
    './breakwater events exec-01k9 --output json',
  ),
});
