import { buildCommand } from '@stricli/core';
import type { ProtectionGroup } from '../../domain/model/protection-group.ts';
import { act, docsOf } from '../command.ts';
import { type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { reportFailure } from '../failure.ts';
import { type OutputFlags, outputFlags, printList } from '../output.ts';
import { readAllGroups } from '../read-all.ts';

type GetFlags = ConnectionFlags & OutputFlags;

async function getGroups(context: CliContext, flags: GetFlags): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const groups = await readAllGroups(connection.client);
  if (!groups.ok) return reportFailure(context, connection, groups.failure);
  const sorted = groups.value.toSorted((a, b) => (a.groupName < b.groupName ? -1 : 1));
  printList(context, flags, sorted, {
    head: ['GROUP', 'ACCOUNT', 'REGION', 'SERVERS', 'VERSION', 'ID'],
    row: (group) => [
      group.groupName,
      group.accountId,
      group.region,
      selectionText(group.selection),
      String(group.version),
      group.groupId,
    ],
  });
  return exitCodes.ok;
}

export const selectionText = (selection: ProtectionGroup['selection']): string =>
  'tags' in selection
    ? Object.entries(selection.tags)
        .map(([key, value]) => `${key}=${value}`)
        .join(' ')
    : `${selection.sourceServerIds.length} named`;

export const getGroupsCommand = buildCommand<GetFlags, [], CommandScope>({
  func: act(getGroups),
  parameters: { flags: { ...outputFlags, ...connectionFlags } },
  docs: docsOf(
    'List protection groups',
    'By name.',
    './breakwater get groups',
    './breakwater get groups --output json',
  ),
});
