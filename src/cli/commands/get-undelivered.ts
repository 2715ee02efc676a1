import { buildCommand } from '@stricli/core';
import { act, docsOf } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { reportFailure } from '../failure.ts';
import { type OutputFlags, outputFlags, printList } from '../output.ts';

type GetFlags = ConnectionFlags & OutputFlags;

async function getUndelivered(context: CliContext, flags: GetFlags): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const settings = await connection.client.getSettings();
  if (!settings.ok) return reportFailure(context, connection, settings.failure);
  printList(context, flags, settings.value.undelivered ?? [], {
    head: ['MESSAGE', 'PLAN', 'TO', 'IN VAIN SINCE', 'TRIED AGAIN', 'WHAT WAS SAID'],
    row: ({ subject, planName, to, since, nextTime = 'given up', lastError }) => [
      subject,
      planName,
      to,
      since,
      nextTime,
      lastError,
    ],
  });
  return exitCodes.ok;
}

export const getUndeliveredCommand = buildCommand<GetFlags, [], CommandScope>({
  func: act(getUndelivered),
  parameters: { flags: { ...outputFlags, ...connectionFlags } },
  docs: docsOf(
    'List the messages that a webhook, or the SNS topic, did not take',
    'Each is tried again by itself for a day, with growing pauses; then it is given up, and shown for two weeks.',
    './breakwater get undelivered',
  ),
});
