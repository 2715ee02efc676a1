/** Copies the tags of EC2 instances to their source servers in one account and Region, where they differ. */
import { z } from 'zod';
import { limits } from '../../domain/limits.ts';
import type { Instant } from '../../domain/model/identifiers.ts';
import { type Scope, scopeKey } from '../../domain/model/scope.ts';
import { type SyncedServer, syncedServerSchema, type TagSyncResult } from '../../domain/model/tag-sync.ts';
import { shortened } from '../../domain/names.ts';
import { tagsToCopy } from '../../domain/tags-to-copy.ts';
import { addSeconds, earlierOf, isBefore } from '../../domain/time.ts';
import type { Outcome } from '../../ports/aws-failure.ts';
import type { SourceServer } from '../../ports/recovery-service.ts';
import type { TaggingService, Tags } from '../../ports/tagging-service.ts';
import { mapAtMost } from '../at-most.ts';
import { failureText } from '../failure-text.ts';
import { type RefreshPorts, refreshScope } from '../inventory/refresh.ts';
import { failSweep, leaseSweep, publishSweep, readSweepRows, type SweepHeader } from '../inventory/sweep-store.ts';
import { toRosterServer } from '../start-checks.ts';

export interface TagSyncPorts extends RefreshPorts {
  readonly tagging: TaggingService;
}

/** The list of a run. */
export const syncedList = 'servers';

/** Some of its servers are still to come. */
export const isUnfinished = ({ counts }: SweepHeader): boolean => (counts['PENDING'] ?? 0) > 0;

/** What a run did in one place: the servers that it tried, or why it tried none. */
export interface Synced {
  readonly servers: readonly SyncedServer[];
  readonly failure?: string;
}

/**
 * Nothing happens while somebody else does it. A run that is not finished goes on where it stands. The seconds are those
 * of copying, which ends with the right to it: however long it took to list the servers and to read their tags, each call
 * comes further by a few.
 */
export const syncScope = async (ports: TagSyncPorts, scope: Scope, seconds: number): Promise<Synced> => {
  const { store, recovery, clock } = ports;
  const place = { accountId: scope.accountId, region: scope.region };
  const now = clock.now();
  const lease = await leaseSweep(store, 'tag-sync', place, now);
  if (lease === undefined) return { servers: [] };
  const { before } = lease;
  const earlier = isUnfinished(before) ? await readRun(ports, place, before) : new Map<string, TriedServer>();
  const startTime = isUnfinished(before) ? (before.observedTime ?? now) : now;
  const listed = await recovery.describeSourceServers(place);
  if (!listed.ok) {
    const { failure } = listed;
    const words = { time: now, code: failure.code, message: failureText(failure) };
    await failSweep(store, 'tag-sync', place, lease, words);
    return { servers: [], failure: words.message };
  }
  const rest = listed.value.filter(({ sourceServerId }) => isToCome(earlier.get(sourceServerId)));
  const leaseEnd = addSeconds(now, limits.sweepLeaseSeconds - limits.sweepPublishSeconds);
  const synced = await copyTags(ports, place, rest, earlier, { seconds, leaseEnd });
  const servers = listed.value.flatMap((server) => {
    const result = synced.get(server.sourceServerId) ?? earlier.get(server.sourceServerId);
    return result === undefined ? [] : [result];
  });
  const rows = servers.map((row) => ({ id: row.sourceServerId, row }));
  await publishSweep(store, 'tag-sync', place, lease, startTime, { [syncedList]: rows }, countsOf(servers));
  // Whoever looks for the new tags finds them.
  if ([...synced.values()].some(({ result }) => result === 'COPIED')) await refreshScope(ports, place);
  return { servers: [...synced.values()] };
};

const countsOf = (servers: readonly SyncedServer[]): Readonly<Record<string, number>> =>
  Object.fromEntries([...Map.groupBy(servers, ({ result }) => result)].map(([result, all]) => [result, all.length]));

const triedServerSchema = syncedServerSchema.extend({ tries: z.int().nonnegative() });
type TriedServer = z.infer<typeof triedServerSchema>;

const isToCome = (server: TriedServer | undefined): boolean => server === undefined || server.result === 'PENDING';

const readRun = async ({ store }: TagSyncPorts, place: Scope, header: SweepHeader) => {
  const servers = new Map<string, TriedServer>();
  for await (const row of readSweepRows(store, 'tag-sync', place, header, { list: syncedList })) {
    const server = triedServerSchema.parse(row);
    servers.set(server.sourceServerId, server);
  }
  return servers;
};

/** In rounds: what AWS throttles, or does not answer, is tried again after a pause; then it has failed. */
const copyTags = async (
  ports: TagSyncPorts,
  place: Scope,
  servers: readonly SourceServer[],
  earlier: ReadonlyMap<string, TriedServer>,
  { seconds, leaseEnd }: { readonly seconds: number; readonly leaseEnd: Instant },
): Promise<ReadonlyMap<string, TriedServer>> => {
  const { clock } = ports;
  const triesOf = ({ sourceServerId }: SourceServer): number =>
    (synced.get(sourceServerId) ?? earlier.get(sourceServerId))?.tries ?? 0;
  const synced = new Map<string, TriedServer>();
  for (const server of servers) {
    synced.set(server.sourceServerId, { ...result(server, 'PENDING'), tries: triesOf(server) });
  }
  let rest = servers;
  let lastMoment: Instant | undefined;
  for (let round = 1; rest.length > 0; round += 1) {
    const tagsOf = await readInstanceTags(ports, place, rest);
    lastMoment ??= earlierOf(addSeconds(clock.now(), seconds), leaseEnd);
    const until = lastMoment;
    const few = new Set(round === 1 ? rest.slice(0, limits.taggedAtOnce) : []);
    await mapAtMost(limits.taggedAtOnce, rest, async (server) => {
      if (!few.has(server) && !isBefore(clock.now(), until)) return;
      const tries = triesOf(server) + 1;
      const copied = await copyTo(ports, place, server, tagsOf(server), tries < limits.tagSyncTries);
      synced.set(server.sourceServerId, { ...copied, tries });
    });
    rest = rest.filter(({ sourceServerId }) => synced.get(sourceServerId)?.result === 'PENDING');
    const pause = Math.min(limits.backoffFirstSeconds * 2 ** (round - 1), limits.backoffMaxSeconds);
    if (rest.length === 0 || !isBefore(addSeconds(clock.now(), pause), until)) break;
    await new Promise<void>((resolve) => clock.after(pause, resolve));
  }
  return synced;
};

type InstanceTags = Outcome<Tags | undefined>;

/** One question for each account and Region where instances are, however many; undefined of an instance that is gone. */
const readInstanceTags = async (
  { tagging }: TagSyncPorts,
  place: Scope,
  servers: readonly SourceServer[],
): Promise<(server: SourceServer) => InstanceTags> => {
  const byOrigin = Map.groupBy(
    servers.filter(({ originInstanceId }) => originInstanceId !== undefined),
    (server) => scopeKey(originOf(place, server)),
  );
  const answers = new Map(
    await Promise.all(
      [...byOrigin].map(async ([key, there]) => {
        const [first] = there;
        if (first === undefined) throw new Error('bug: an origin without a server');
        const ids = there.flatMap(({ originInstanceId = [] }) => originInstanceId);
        const answer = await tagging.describeInstanceTags(originOf(place, first), ids);
        const tags = answer.ok ? new Map(answer.value.map((each) => [each.instanceId, each.tags])) : undefined;
        return [key, { answer, tags }] as const;
      }),
    ),
  );
  return (server) => {
    const found = answers.get(scopeKey(originOf(place, server)));
    if (found === undefined) return { ok: true, value: undefined };
    return found.answer.ok ? { ok: true, value: found.tags?.get(server.originInstanceId ?? '') } : found.answer;
  };
};

/** DRS may leave the account or the Region out: then it is that of the source server. */
const originOf = (place: Scope, { originAccountId, originRegion }: SourceServer): Scope => ({
  accountId: originAccountId ?? place.accountId,
  region: originRegion ?? place.region,
});

const copyTo = async (
  { tagging }: TagSyncPorts,
  place: Scope,
  server: SourceServer,
  found: InstanceTags,
  mayPass: boolean,
): Promise<SyncedServer> => {
  const { originInstanceId, arn } = server;
  if (originInstanceId === undefined) return result(server, 'NOT_EC2');
  if (!found.ok) return failed(server, found.failure.retryable && mayPass, failureText(found.failure));
  const where = scopeKey(originOf(place, server));
  if (found.value === undefined) return failed(server, false, `EC2 does not know ${originInstanceId} in ${where}`);
  const tags = tagsToCopy(found.value, server.tags);
  const keys = Object.keys(tags);
  if (keys.length === 0) return result(server, 'UNCHANGED');
  if (arn === undefined) return failed(server, false, 'DRS does not say the ARN of the source server');
  const written = await tagging.tagSourceServer(place, { arn, tags });
  if (written.ok) return { ...result(server, 'COPIED'), copied: keys };
  return failed(server, written.failure.retryable && mayPass, failureText(written.failure));
};

const result = (server: SourceServer, is: TagSyncResult): SyncedServer => ({
  sourceServerId: server.sourceServerId,
  serverName: toRosterServer(server).serverName,
  result: is,
  copied: [],
});

const failed = (server: SourceServer, isPassing: boolean, message: string): SyncedServer => ({
  ...result(server, isPassing ? 'PENDING' : 'FAILED'),
  message: shortened(message),
});
