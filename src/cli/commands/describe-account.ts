import { buildCommand } from '@stricli/core';
import { accountArgument } from '../account-argument.ts';
import { act, docsOf } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, reportFailure } from '../failure.ts';
import { type OutputFlags, outputFlags, printData } from '../output.ts';
import { readAllGroups } from '../read-all.ts';
import { accountCheckLines } from '../render/account-check.ts';
import { dateTimeText } from '../render/duration.ts';

type DescribeFlags = ConnectionFlags & OutputFlags;

async function describeAccount(context: CliContext, flags: DescribeFlags, accountId: string): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const account = await connection.client.getAccount(accountId);
  if (!account.ok) return reportFailure(context, connection, account.failure);
  const [groups, checked] = await Promise.all([
    readAllGroups(connection.client),
    connection.client.checkAccount(accountId),
  ]);
  if (!groups.ok) return reportFailure(context, connection, groups.failure);
  if (!checked.ok) return reportFailure(context, connection, checked.failure);
  const { regions } = checked.value;
  const groupNames = groups.value.filter((group) => group.accountId === accountId).map(({ groupName }) => groupName);
  if (flags.output !== 'table') {
    printData(context, flags.output, { ...account.value, groupNames, checks: regions });
    return exitCodes.ok;
  }
  const { accountName, version, roleArn, externalId, updatedBy, updatedTime } = account.value;
  print(context, `Account "${accountName}", ${accountId}, version ${version}`);
  const secret = externalId === undefined ? '' : `, external id ${externalId}`;
  print(context, `Reached by ${roleArn ?? "the server's own credentials"}${secret}`);
  print(context, `Saved ${dateTimeText(updatedTime)} by ${updatedBy}`);
  print(context, groupNames.length === 0 ? 'No group names it' : `Groups: ${groupNames.join(', ')}`);
  for (const region of regions) for (const line of accountCheckLines(accountId, region)) print(context, line);
  return exitCodes.ok;
}

export const describeAccountCommand = buildCommand<DescribeFlags, [string], CommandScope>({
  func: act(describeAccount),
  parameters: { flags: { ...outputFlags, ...connectionFlags }, positional: accountArgument },
  docs: docsOf(
    'Show an account: how it is reached, which groups name it, and what works there now',
    'Asks AWS in each of its Regions, as validate account does.',
    './breakwater describe account 444455556666',
  ),
});
