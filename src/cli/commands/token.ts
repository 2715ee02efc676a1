import { buildCommand } from '@stricli/core';
import { type Role, roles } from '../../domain/permissions.ts';
import { act, docsOf, text } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, printError, reportFailure } from '../failure.ts';
import { type OutputFlags, outputFlags, printData, printResult } from '../output.ts';

type CommonFlags = ConnectionFlags & OutputFlags;
type CreateFlags = CommonFlags & { readonly role: Role };

async function createToken(context: CliContext, flags: CreateFlags, tokenName: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const created = await connection.client.createToken(tokenName, flags.role);
  if (!created.ok) return reportFailure(context, connection, created.failure);
  if (flags.output !== 'table') printData(context, flags.output, created.value);
  else {
    // The secret alone on stdout: it can be sent into a file that nobody else reads.
    print(context, created.value.secret);
    printError(context, `Token "${tokenName}" created: ${flags.role}. Its secret is shown this once.`);
  }
  return exitCodes.ok;
}

async function revokeToken(context: CliContext, flags: CommonFlags, nameOrId: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const tokens = await connection.client.listTokens();
  if (!tokens.ok) return reportFailure(context, connection, tokens.failure);
  const wanted = nameOrId.toLowerCase();
  const token = tokens.value.items.find(
    ({ tokenName, tokenId }) => tokenName.toLowerCase() === wanted || tokenId === nameOrId,
  );
  if (token === undefined) {
    printError(context, `No such token: ${nameOrId}`);
    printError(context, `All of them: ${connection.command('get tokens')}`);
    return exitCodes.notFound;
  }
  const revoked = await connection.client.revokeToken(token.tokenId);
  if (!revoked.ok) return reportFailure(context, connection, revoked.failure);
  printResult(context, flags, token, [`Token "${token.tokenName}" revoked (${token.role}, ${token.tokenId})`]);
  return exitCodes.ok;
}

const positional = (brief: string) =>
  ({ kind: 'tuple', parameters: [{ brief, parse: text, placeholder: 'NAME' }] }) as const;

export const createTokenCommand = buildCommand<CreateFlags, [string], CommandScope>({
  func: act(createToken),
  parameters: {
    flags: {
      role: { kind: 'enum', values: roles, brief: 'What its holder may do' },
      ...outputFlags,
      ...connectionFlags,
    },
    positional: positional('Who will use it: it stands in the history of what they do'),
  },
  docs: docsOf(
    'Create a token for a person or a program, with one role',
    'Prints the secret once, alone on stdout; the server keeps a hash of it. It is used with --token or BREAKWATER_TOKEN, and ./breakwater open signs a browser in with it.',
    './breakwater token create ana --role Operator',
    './breakwater token create nightly-drill --role Operator > drill-token',
  ),
});

export const revokeTokenCommand = buildCommand<CommonFlags, [string], CommandScope>({
  func: act(revokeToken),
  parameters: { flags: { ...outputFlags, ...connectionFlags }, positional: positional('Of the token, or its id') },
  docs: docsOf(
    'Revoke a token',
    'From the next request on it lets nobody in, nor does any browser that was signed in with it. What its holder did stays in the history.',
    './breakwater token revoke ana',
  ),
});
