import { buildCommand } from '@stricli/core';
import { act, docsOf } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { reportFailure } from '../failure.ts';
import { type OutputFlags, outputFlags, printList } from '../output.ts';

type GetFlags = ConnectionFlags & OutputFlags;

async function getTokens(context: CliContext, flags: GetFlags): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const tokens = await connection.client.listTokens();
  if (!tokens.ok) return reportFailure(context, connection, tokens.failure);
  printList(context, flags, tokens.value.items, {
    head: ['NAME', 'ROLE', 'CREATED BY', 'CREATED', 'ID'],
    row: ({ tokenName, role, createdBy, createdTime, tokenId }) => [tokenName, role, createdBy, createdTime, tokenId],
  });
  return exitCodes.ok;
}

export const getTokensCommand = buildCommand<GetFlags, [], CommandScope>({
  func: act(getTokens),
  parameters: { flags: { ...outputFlags, ...connectionFlags } },
  docs: docsOf(
    'List the named tokens and their roles',
    "Never their secrets. The token of the data folder, whose holder is Admin, is not among them: it is the server's own.",
    './breakwater get tokens',
  ),
});
