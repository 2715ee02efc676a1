import { buildCommand } from '@stricli/core';
import type { TagSyncAnswer, TagSyncScope, TagSyncServer } from '../../domain/model/tag-sync.ts';
import { countOf } from '../../domain/names.ts';
import { act, docsOf, wholeNumber } from '../command.ts';
import { type Connection, type ConnectionFlags, connect, connectionFlags } from '../connection.ts';
import type { CliContext, CommandScope } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, printError, readable, reportFailure } from '../failure.ts';
import { type WhereFlags, whereFlags, whereOf } from '../inventory-flags.ts';
import { type OutputFlags, outputFlags, printData, printList, type TableOf } from '../output.ts';
import { readAllTagSyncServers } from '../read-all.ts';
import { dateTimeText } from '../render/duration.ts';

type SyncFlags = ConnectionFlags & OutputFlags & WhereFlags;
type ScheduleFlags = ConnectionFlags & OutputFlags & { readonly every?: number; readonly off: boolean };

const PAUSE_SECONDS = 1;

async function syncTags(context: CliContext, flags: SyncFlags): Promise<ExitCode> {
  const connection = await connect(context, flags);
  const where = whereOf(flags);
  for (let since: string | undefined; ; ) {
    const answer = await connection.client.runTagSync({ ...where, ...(since !== undefined && { since }) });
    if (!answer.ok) return reportFailure(context, connection, answer.failure);
    const { pendingCount, scopes } = answer.value;
    if (pendingCount === 0) return report(context, connection, flags, answer.value);
    since = answer.value.since;
    printError(context, `${pendingCount} of ${countOf(scopes.length, 'Region')} to go`);
    await context.sleep(PAUSE_SECONDS);
  }
}

const report = async (
  context: CliContext,
  connection: Connection,
  flags: SyncFlags,
  { scopes }: TagSyncAnswer,
): Promise<ExitCode> => {
  const servers = await readAllTagSyncServers(connection.client, whereOf(flags));
  if (!servers.ok) return reportFailure(context, connection, servers.failure);
  if (flags.output !== 'table') printData(context, flags.output, { scopes, servers: servers.value });
  else {
    const worthTelling = servers.value.filter(({ result }) => result === 'COPIED' || result === 'FAILED');
    if (worthTelling.length > 0) printList(context, flags, worthTelling, serverTable);
    printList(context, flags, scopes, scopeTable);
  }
  const failures = scopes.filter(({ counts, result }) => counts.failed > 0 || result === 'FAILED');
  if (failures.length === 0) return exitCodes.ok;
  printError(context, 'Not everything was copied. Mend what AWS says, and run the same again.');
  return exitCodes.error;
};

const serverTable: TableOf<TagSyncServer> = {
  head: ['SERVER', 'ID', 'ACCOUNT', 'REGION', 'RESULT', 'TAGS', ''],
  row: ({ serverName, sourceServerId, accountId, region, result, copied, message = '' }) => [
    serverName,
    sourceServerId,
    accountId,
    region,
    result,
    copied.join(', '),
    readable(message),
  ],
};

const scopeTable: TableOf<TagSyncScope> = {
  head: ['ACCOUNT', 'NAME', 'REGION', 'STARTED', 'COPIED', 'UNCHANGED', 'NOT IN EC2', 'FAILED', ''],
  row: ({ accountId, accountName, region, startTime, counts, ...scope }) => [
    accountId,
    accountName,
    region,
    startTime === undefined ? 'never' : dateTimeText(startTime),
    String(counts.copied),
    String(counts.unchanged),
    String(counts.notEc2),
    String(counts.failed),
    noteOf(scope),
  ],
};

const noteOf = ({ result, failure, isRunning }: Pick<TagSyncScope, 'result' | 'failure' | 'isRunning'>): string => {
  if (result === 'NOT_INITIALISED') return 'DRS is not initialised';
  if (failure !== undefined) return `NOT DONE: ${readable(failure.message)}`;
  return isRunning ? 'running' : '';
};

async function tagSync(context: CliContext, flags: ScheduleFlags): Promise<ExitCode> {
  if (flags.off && flags.every !== undefined) {
    printError(context, 'Either --every or --off');
    return exitCodes.usage;
  }
  const connection = await connect(context, flags);
  const { client } = connection;
  const isChange = flags.off || flags.every !== undefined;
  const seen = await client.getTagSync();
  if (!seen.ok) return reportFailure(context, connection, seen.failure);
  const state = isChange
    ? await client.setTagSync({ everyHours: flags.every ?? null, version: seen.value.version })
    : seen;
  if (!state.ok) return reportFailure(context, connection, state.failure);
  if (flags.output !== 'table') printData(context, flags.output, state.value);
  else {
    const { everyHours, scopes } = state.value;
    print(context, everyHours === undefined ? 'On demand alone' : `Every ${countOf(everyHours, 'hour')}`);
    printList(context, flags, scopes, scopeTable);
  }
  return exitCodes.ok;
}

export const syncTagsCommand = buildCommand<SyncFlags, [], CommandScope>({
  func: act(syncTags),
  parameters: { flags: { ...whereFlags, ...outputFlags, ...connectionFlags } },
  docs: docsOf(
    'Copy the tags of EC2 instances to their source servers in DRS, where they differ',
    'So that groups by tags follow what is tagged in EC2. Tags that only the source server has stay. Tells each server that was changed or failed, and how many are no EC2 instances; all of them with --output json. May be repeated. Code 1: something failed, with the words of AWS.',
    './breakwater sync-tags',
    './breakwater sync-tags --account 111122223333',
  ),
});

export const tagSyncCommand = buildCommand<ScheduleFlags, [], CommandScope>({
  func: act(tagSync),
  parameters: {
    flags: {
      every: {
        kind: 'parsed',
        parse: wholeNumber(1, 24),
        optional: true,
        brief: 'From now on by itself, every so many hours',
        placeholder: 'HOURS',
      },
      off: { kind: 'boolean', default: false, withNegated: false, brief: 'From now on only by `sync-tags`' },
      ...outputFlags,
      ...connectionFlags,
    },
  },
  docs: docsOf(
    'Show or set how often tags are copied from EC2, and how the last runs ended',
    'AWS is not asked.',
    './breakwater tag-sync',
    './breakwater tag-sync --every 6',
  ),
});
