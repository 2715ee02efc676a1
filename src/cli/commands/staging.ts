import { buildCommand } from '@stricli/core';
import type { StagingRegion } from '../../domain/model/staging.ts';
import { accountArgument } from '../account-argument.ts';
import { act, docsOf, text } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, readable, reportFailure } from '../failure.ts';
import { type OutputFlags, outputFlags, printData, printList } from '../output.ts';

type GetFlags = ConnectionFlags & OutputFlags;
type ExtensibleFlags = GetFlags & { readonly region: string; readonly staging: string };
type ExtendFlags = GetFlags & { readonly region: string; readonly arn: readonly [string, ...string[]] };

async function getStagingAccounts(context: CliContext, flags: GetFlags, accountId: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const found = await connection.client.listStagingAccounts(accountId);
  if (!found.ok) return reportFailure(context, connection, found.failure);
  const { regions } = found.value;
  if (flags.output !== 'table') printData(context, flags.output, regions);
  else {
    printList(context, flags, regions.flatMap(rowsOf), {
      head: ['REGION', 'STAGING ACCOUNT', 'IN THE ENTRY', 'IN USE', ''],
      row: (row) => row,
    });
  }
  return regions.some(({ result }) => result === 'FAILED') ? exitCodes.error : exitCodes.ok;
}

const rowsOf = (found: StagingRegion): readonly (readonly string[])[] => {
  switch (found.result) {
    case 'FAILED':
      return [[found.region, '?', '?', '?', `FAILED: ${readable(found.message)}`]];
    case 'NOT_INITIALISED':
      return [[found.region, '', '', '', 'DRS is not initialised']];
    case 'OK':
      return found.stagingAccounts.map(({ stagingAccountId, isNamed, isInUse }) => [
        found.region,
        stagingAccountId,
        isNamed ? 'yes' : 'no',
        isInUse ? 'yes' : 'no',
        '',
      ]);
  }
};

async function getExtensible(context: CliContext, flags: ExtensibleFlags, accountId: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const { region, staging: stagingAccountId } = flags;
  const found = await connection.client.listExtensibleServers(accountId, { region, stagingAccountId });
  if (!found.ok) return reportFailure(context, connection, found.failure);
  const { items, prerequisite } = found.value;
  printList(context, flags, items, {
    head: ['SERVER', 'ARN'],
    row: ({ hostname, tags, arn }) => [tags['Name'] ?? hostname ?? '', arn],
  });
  if (flags.output === 'table') print(context, prerequisite);
  return exitCodes.ok;
}

async function extend(context: CliContext, flags: ExtendFlags, accountId: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const extended = await connection.client.extendServers(accountId, { region: flags.region, arns: flags.arn });
  if (!extended.ok) return reportFailure(context, connection, extended.failure);
  const { servers, prerequisite } = extended.value;
  const failed = servers.filter(({ result }) => result === 'FAILED');
  if (flags.output !== 'table') printData(context, flags.output, extended.value);
  else {
    for (const server of servers) {
      const end =
        server.result === 'FAILED' ? `FAILED: ${readable(server.message)}` : `extended as ${server.sourceServerId}`;
      print(context, `${server.arn}: ${end}`);
    }
    if (failed.length > 0) print(context, prerequisite);
  }
  return failed.length > 0 ? exitCodes.refused : exitCodes.ok;
}

const region = { kind: 'parsed', parse: text, placeholder: 'REGION', brief: 'In which Region' } as const;

export const getStagingAccountsCommand = buildCommand<GetFlags, [string], CommandScope>({
  func: act(getStagingAccounts),
  parameters: { flags: { ...outputFlags, ...connectionFlags }, positional: accountArgument },
  docs: docsOf(
    'List the staging accounts of an account: those that its entry names, and those that DRS lists',
    'To add or remove one, apply the entry with another stagingAccountIds; validate account says whether it lets the account in.',
    './breakwater get staging-accounts 111122223333',
  ),
});

export const getExtensibleServersCommand = buildCommand<ExtensibleFlags, [string], CommandScope>({
  func: act(getExtensible),
  parameters: {
    flags: {
      region,
      staging: { kind: 'parsed', parse: text, placeholder: 'ACCOUNT', brief: 'The staging account' },
      ...outputFlags,
      ...connectionFlags,
    },
    positional: accountArgument,
  },
  docs: docsOf(
    'List the servers of a staging account that can be extended into an account',
    'Asks DRS, and says what must be so before DRS extends a server.',
    './breakwater get extensible-servers 111122223333 --region us-east-1 --staging 444455556666',
  ),
});

export const extendCommand = buildCommand<ExtendFlags, [string], CommandScope>({
  func: act(extend),
  parameters: {
    flags: {
      region,
      arn: {
        kind: 'parsed',
        parse: text,
        variadic: true,
        placeholder: 'ARN',
        brief: 'ARN of a server in its staging account; repeat for each',
      },
      ...outputFlags,
      ...connectionFlags,
    },
    positional: accountArgument,
  },
  docs: docsOf(
    'Extend servers of a staging account into an account, where they are then recovered',
    'Each by itself: what DRS refuses is told in its words, and may be sent again.',
    './breakwater extend 111122223333 --region us-east-1 --arn arn:aws:drs:us-east-1:444455556666:source-server/s-0123456789abcdef0',
  ),
});
