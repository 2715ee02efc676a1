import { buildCommand } from '@stricli/core';
import { act, docsOf } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { reportFailure } from '../failure.ts';
import { type OutputFlags, outputFlags, printList } from '../output.ts';

type GetFlags = ConnectionFlags & OutputFlags;

async function getAccounts(context: CliContext, flags: GetFlags): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const accounts = await connection.client.listAccounts();
  if (!accounts.ok) return reportFailure(context, connection, accounts.failure);
  printList(context, flags, accounts.value.items, {
    head: ['ACCOUNT', 'NAME', 'REGIONS', 'REACHED BY', 'VERSION'],
    row: ({ accountId, accountName, regions, roleArn, version }) => [
      accountId,
      accountName,
      regions.join(' '),
      roleArn ?? 'own credentials',
      String(version),
    ],
  });
  return exitCodes.ok;
}

export const getAccountsCommand = buildCommand<GetFlags, [], CommandScope>({
  func: act(getAccounts),
  parameters: { flags: { ...outputFlags, ...connectionFlags } },
  docs: docsOf(
    'List the accounts that servers may be recovered in',
    'As they are registered. Any other account is out of reach, whatever credentials the server has.',
    './breakwater get accounts',
  ),
});
