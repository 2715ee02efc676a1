import { buildCommand } from '@stricli/core';
import { act, docsOf } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, reportFailure } from '../failure.ts';

async function getWebhookKey(context: CliContext, flags: ConnectionFlags): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const key = await connection.client.getWebhookKey();
  if (!key.ok) return reportFailure(context, connection, key.failure);
  print(context, key.value.key);
  return exitCodes.ok;
}

export const getWebhookKeyCommand = buildCommand<ConnectionFlags, [], CommandScope>({
  func: act(getWebhookKey),
  parameters: { flags: connectionFlags },
  docs: docsOf(
    'Print the key that signs the webhooks of this server',
    'A secret, for those who receive them: see docs/operate/notifications.md.',
    './breakwater get webhook-key',
  ),
});
