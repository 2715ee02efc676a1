/**
 * Which servers each wave launches, resolved when an execution begins (tags are never frozen earlier), and everything
 * that speaks against starting: all reasons at once.
 */
import { limits } from '../domain/limits.ts';
import type { Refusal } from '../domain/model/execution.ts';
import type { ProtectionGroup } from '../domain/model/protection-group.ts';
import type { PlanWave, RecoveryPlan } from '../domain/model/recovery-plan.ts';
import type { RosterChunk, RosterServer } from '../domain/model/roster.ts';
import { type Scope, scopeKey } from '../domain/model/scope.ts';
import { countOf, firstFew, serverLabel } from '../domain/names.ts';
import type { AwsFailure } from '../ports/aws-failure.ts';
import type { RecoveryService, SourceServer } from '../ports/recovery-service.ts';
import { isLiveInstance, unfitReason } from './launch-check.ts';

export type Resolution =
  | { readonly kind: 'resolved'; readonly chunks: readonly RosterChunk[]; readonly warnings: readonly string[] }
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] }
  /** A check could not be made now; it is worth another try. */
  | { readonly kind: 'later'; readonly failures: readonly AwsFailure[] };

interface ResolvedGroup {
  readonly group: ProtectionGroup;
  readonly servers: readonly SourceServer[];
}

const toScope = (group: ProtectionGroup): Scope => ({ accountId: group.accountId, region: group.region });

export const resolvePlan = async (
  recovery: RecoveryService,
  plan: RecoveryPlan,
  groups: readonly ProtectionGroup[],
  acceptedInstanceDeletions: ReadonlySet<string>,
): Promise<Resolution> => {
  const answers = await Promise.all(groups.map((group) => describeGroup(recovery, group)));
  const failed = answers.flatMap((answer) => (answer.ok ? [] : [answer.failure]));
  if (failed.length > 0) return failedChecks(failed);
  const resolved = answers.flatMap((answer) => (answer.ok ? [answer.value] : []));

  const refusals = [...resolved.flatMap(missingServers), ...emptyTagGroups(resolved)];
  const waves = plan.waves.map((wave) => resolveWave(wave, resolved));
  refusals.push(...waves.flatMap((wave) => wave.refusals), ...repeatedServers(waves), ...tooManyServers(waves));
  const scopes = await Promise.all(
    serversByScope(resolved).map(({ scope, servers }) =>
      checkInstances(recovery, scope, servers, acceptedInstanceDeletions),
    ),
  );
  const uncheckedScopes = scopes.flatMap((scope) => (scope.failure === undefined ? [] : [scope.failure]));
  if (uncheckedScopes.length > 0 && refusals.length === 0) return failedChecks(uncheckedScopes);
  refusals.push(...scopes.flatMap((scope) => scope.refusals));
  if (refusals.length > 0) return { kind: 'refused', refusals };
  return {
    kind: 'resolved',
    chunks: waves.flatMap(cutIntoChunks),
    warnings: [...unfitWarnings(resolved), ...scopes.flatMap((scope) => scope.warnings)],
  };
};

const failedChecks = (failures: readonly AwsFailure[]): Resolution =>
  failures.every((failure) => failure.retryable)
    ? { kind: 'later', failures }
    : {
        kind: 'refused',
        refusals: failures.map((failure) => ({
          code: 'CHECK_NOT_POSSIBLE',
          message: `AWS: ${failure.operation}: ${failure.code}: ${failure.message}`,
          subjects: [],
          remedy: 'What is not known cannot be started: mend the permission or the account entry, and start again.',
        })),
      };

type GroupAnswer =
  | { readonly ok: true; readonly value: ResolvedGroup }
  | { readonly ok: false; readonly failure: AwsFailure };

const describeGroup = async (recovery: RecoveryService, group: ProtectionGroup): Promise<GroupAnswer> => {
  const { selection } = group;
  const answer =
    'sourceServerIds' in selection
      ? await recovery.describeSourceServers(toScope(group), selection.sourceServerIds)
      : await recovery.describeSourceServers(toScope(group));
  if (!answer.ok) return answer;
  const servers =
    'sourceServerIds' in selection
      ? answer.value
      : answer.value.filter((server) =>
          Object.entries(selection.tags).every(([key, value]) => server.tags[key] === value),
        );
  return { ok: true, value: { group, servers } };
};

/** What was asked against what was found: nothing is dropped silently (design 6.12). */
const missingServers = ({ group, servers }: ResolvedGroup): readonly Refusal[] => {
  if (!('sourceServerIds' in group.selection)) return [];
  const found = new Set(servers.map((server) => server.sourceServerId));
  const missing = group.selection.sourceServerIds.filter((id) => !found.has(id));
  if (missing.length === 0) return [];
  return [
    {
      code: 'SERVER_NOT_FOUND',
      message: `group "${group.groupName}" names ${countOf(missing.length, 'server')} that DRS does not know in ${scopeKey(toScope(group))}: ${firstFew(missing, 5, ', ')}`,
      subjects: missing.slice(0, 100),
      remedy: 'Correct the group, or look whether the server is replicated into another account or Region.',
    },
  ];
};

const emptyTagGroups = (resolved: readonly ResolvedGroup[]): readonly Refusal[] =>
  resolved.flatMap(({ group, servers }) =>
    servers.length > 0 || !('tags' in group.selection)
      ? []
      : [
          {
            code: 'NO_SERVERS',
            message: `no source server in ${scopeKey(toScope(group))} has the tags of group "${group.groupName}": ${Object.entries(
              group.selection.tags,
            )
              .map(([key, value]) => `${key}=${value}`)
              .join(', ')}`,
            subjects: [group.groupName],
            remedy: 'Correct the tags of the group or of the source servers in DRS; both are compared exactly.',
          },
        ],
  );

interface ResolvedWave {
  readonly wave: PlanWave;
  readonly parts: readonly { readonly scope: Scope; readonly server: RosterServer }[];
  readonly refusals: readonly Refusal[];
}

const resolveWave = (wave: PlanWave, resolved: readonly ResolvedGroup[]): ResolvedWave => {
  const own = resolved.filter(({ group }) => wave.protectionGroupIds.includes(group.groupId));
  const all = own.flatMap(({ group, servers }) =>
    servers.map((server) => ({ scope: toScope(group), server: toRosterServer(server) })),
  );
  const subset = wave.sourceServerIds === undefined ? undefined : new Set(wave.sourceServerIds);
  const parts = subset === undefined ? all : all.filter((part) => subset.has(part.server.sourceServerId));
  const outside = (wave.sourceServerIds ?? []).filter((id) => !all.some((part) => part.server.sourceServerId === id));
  const refusals: Refusal[] = [];
  if (outside.length > 0) {
    refusals.push({
      code: 'SERVER_NOT_IN_GROUP',
      message: `wave ${wave.waveNumber} "${wave.waveName}" names servers that none of its groups has: ${firstFew(outside, 5, ', ')}`,
      subjects: outside.slice(0, 100),
      remedy: 'Add them to a group of the wave, or take them out of the wave.',
    });
  }
  return { wave, parts, refusals };
};

/** The Name tag, else the host name, else the id. */
const toRosterServer = (server: SourceServer): RosterServer => ({
  sourceServerId: server.sourceServerId,
  serverName: server.tags['Name'] ?? server.hostname ?? server.sourceServerId,
  ...(server.hostname === undefined ? {} : { hostname: server.hostname }),
});

const repeatedServers = (waves: readonly ResolvedWave[]): readonly Refusal[] => {
  const places = Map.groupBy(
    waves.flatMap(({ wave, parts }) => parts.map((part) => ({ wave, part }))),
    ({ part }) => `${scopeKey(part.scope)}#${part.server.sourceServerId}`,
  );
  return [...places.values()].flatMap((uses) => {
    const [first] = uses;
    if (first === undefined || uses.length < 2) return [];
    const names = [...new Set(uses.map(({ wave }) => `wave ${wave.waveNumber} "${wave.waveName}"`))];
    return [
      {
        code: 'SERVER_TWICE',
        message: `${serverLabel(first.part.server)} would be launched ${uses.length} times: ${names.join(', ')}`,
        subjects: [first.part.server.sourceServerId],
        remedy: 'A second launch deletes the instance of the first: let only one group and wave select the server.',
      },
    ];
  });
};

const tooManyServers = (waves: readonly ResolvedWave[]): readonly Refusal[] => {
  const serverCount = waves.reduce((sum, wave) => sum + wave.parts.length, 0);
  if (serverCount <= limits.serversPerPlan) return [];
  return [
    {
      code: 'TOO_MANY_SERVERS',
      message: `the plan selects ${serverCount} servers; at most ${limits.serversPerPlan} are possible`,
      subjects: [],
      remedy: 'Divide the plan.',
    },
  ];
};

const serversByScope = (
  resolved: readonly ResolvedGroup[],
): readonly { readonly scope: Scope; readonly servers: readonly SourceServer[] }[] =>
  [...Map.groupBy(resolved, ({ group }) => scopeKey(toScope(group))).values()].flatMap((groups) => {
    const [first] = groups;
    return first === undefined
      ? []
      : [{ scope: toScope(first.group), servers: groups.flatMap((group) => group.servers) }];
  });

interface InstanceCheck {
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly string[];
  readonly failure?: AwsFailure;
}

/** A launch, drill or recovery, deletes the server's previous recovery instance, a live one too (design 6.4). */
const checkInstances = async (
  recovery: RecoveryService,
  scope: Scope,
  servers: readonly SourceServer[],
  accepted: ReadonlySet<string>,
): Promise<InstanceCheck> => {
  if (servers.length === 0) return { refusals: [], warnings: [] };
  const answer = await recovery.describeRecoveryInstances(
    scope,
    servers.map((server) => server.sourceServerId),
  );
  if (!answer.ok) return { refusals: [], warnings: [], failure: answer.failure };
  const names = new Map(servers.map((server) => [server.sourceServerId, serverLabel(toRosterServer(server))]));
  const named = (instance: { sourceServerId: string; recoveryInstanceId: string }) =>
    `${instance.recoveryInstanceId} of ${names.get(instance.sourceServerId) ?? instance.sourceServerId}`;
  const live = answer.value.filter(
    (instance) => isLiveInstance(instance) && !accepted.has(instance.recoveryInstanceId),
  );
  const deleted = answer.value.filter((instance) => !live.includes(instance));
  const warnings =
    deleted.length === 0
      ? []
      : [
          `DRS will delete ${countOf(deleted.length, 'earlier recovery instance')}: ${firstFew(deleted.map(named), 10, ', ')}`,
        ];
  if (live.length === 0) return { refusals: [], warnings };
  return {
    warnings,
    refusals: [
      {
        code: 'LIVE_INSTANCE',
        message: `DRS would delete ${countOf(live.length, 'live recovery instance')}: ${live.map(named).slice(0, 100).join(', ')}`,
        subjects: live.slice(0, 100).map((instance) => instance.recoveryInstanceId),
        remedy:
          'If that is meant, start again and name each of these instances as accepted; otherwise leave them alone.',
      },
    ],
  };
};

const unfitWarnings = (resolved: readonly ResolvedGroup[]): readonly string[] =>
  resolved
    .flatMap(({ servers }) =>
      servers.flatMap((server) => {
        const unfit = unfitReason(server);
        const label = serverLabel(toRosterServer(server));
        if (unfit !== undefined) return [`${label} will not be launched: ${unfit}`];
        return server.replicationState === 'STALLED' || server.replicationState === 'PAUSED'
          ? [
              `${label}: replication is ${server.replicationState}, lag ${server.lagDuration ?? 'unknown'}; its recovery point may be old`,
            ]
          : [];
      }),
    )
    .slice(0, 100);

/** The first cut into jobs: one account and Region each, at most 100 servers. */
const cutIntoChunks = ({ wave, parts }: ResolvedWave): readonly RosterChunk[] => {
  let chunkNumber = 0;
  return [...Map.groupBy(parts, (part) => scopeKey(part.scope)).values()].flatMap((inScope) => {
    const [first] = inScope;
    if (first === undefined) return [];
    const servers = inScope.map((part) => part.server).sort((a, b) => (a.sourceServerId < b.sourceServerId ? -1 : 1));
    const chunks: RosterChunk[] = [];
    for (let start = 0; start < servers.length; start += limits.serversPerJob) {
      chunks.push({
        waveNumber: wave.waveNumber,
        chunkNumber,
        accountId: first.scope.accountId,
        region: first.scope.region,
        servers: servers.slice(start, start + limits.serversPerJob),
      });
      chunkNumber += 1;
    }
    return chunks;
  });
};
