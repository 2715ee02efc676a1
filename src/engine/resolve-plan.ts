/**
 * Which servers each wave launches, resolved when an execution begins (tags are never frozen earlier), and everything
 * that speaks against starting: all reasons at once.
 */
import type { PlacedServer } from '../domain/follow-up.ts';
import { limits } from '../domain/limits.ts';
import type { Refusal } from '../domain/model/execution.ts';
import type { ProtectionGroup } from '../domain/model/protection-group.ts';
import type { PlanWave, RecoveryPlan } from '../domain/model/recovery-plan.ts';
import { type Scope, scopeKey } from '../domain/model/scope.ts';
import { countOf, firstFew, serverLabel } from '../domain/names.ts';
import { cutIntoChunks } from '../domain/roster-chunks.ts';
import type { SourceServer } from '../ports/recovery-service.ts';
import { checkExistingInstances } from './launch-settings/check-existing-instances.ts';
import { intoInstancesOf } from './launch-settings/into-instances.ts';
import { targetsOf } from './launch-settings/settings-targets.ts';
import { nothingToLaunch } from './nothing-to-launch.ts';
import { selectServersOfGroups } from './select-servers.ts';
import {
  checkInstances,
  deletionWarnings,
  type InstanceCheckPorts,
  liveInstances,
  needlessAcceptances,
  type Resolution,
  replicationWarnings,
  toRosterServer,
} from './start-checks.ts';

interface ResolvedGroup {
  readonly group: ProtectionGroup;
  readonly servers: readonly SourceServer[];
}

const toScope = (group: ProtectionGroup): Scope => ({ accountId: group.accountId, region: group.region });

export interface ScopeServers {
  readonly scope: Scope;
  readonly servers: readonly SourceServer[];
}

export type PlanResolution = Resolution & {
  /** The servers that the waves launch, as DRS shows them now. */
  readonly launched: readonly ScopeServers[];
};

export const resolvePlan = async (
  ports: InstanceCheckPorts,
  plan: RecoveryPlan,
  groups: readonly ProtectionGroup[],
  acceptedInstanceDeletions: ReadonlySet<string>,
): Promise<PlanResolution> => {
  const answers = await selectServersOfGroups(ports.recovery, groups);
  const resolved = groups.flatMap((group, index): ResolvedGroup[] => {
    const answer = answers[index];
    return answer?.ok ? [{ group, servers: answer.value }] : [];
  });
  const waves = plan.waves.map((wave) => resolveWave(wave, resolved));
  const scopes = launchedServers(resolved, waves);
  const checks = await Promise.all(
    scopes.map(({ scope, servers }) =>
      checkInstances(ports, scope, servers, acceptedInstanceDeletions, intoInstancesOf(groups)),
    ),
  );
  const existing = await Promise.all(
    scopes.map((there) => checkExistingInstances(ports.compute, there, targetsOf(groups, there))),
  );
  const deletions = checks.flatMap((check) => check.deletions);
  const whole = answers.every((answer) => answer.ok);
  return {
    chunks: waves.flatMap(({ wave, parts }) => cutIntoChunks(wave.waveNumber, parts)),
    launched: scopes,
    deletions,
    warnings: [
      ...deletionWarnings(deletions),
      ...(whole && checks.every(({ failure }) => failure === undefined)
        ? needlessAcceptances(acceptedInstanceDeletions, deletions)
        : []),
      ...scopes.flatMap(({ servers }) => replicationWarnings(servers, plan.rpoTargetSeconds)),
      ...existing.flatMap((check) => check.warnings),
    ],
    refusals: [
      ...resolved.flatMap(missingServers),
      ...emptyTagGroups(resolved),
      // With a group unknown, a server may well be in it.
      ...(whole ? waves.flatMap((wave) => wave.refusals) : []),
      ...repeatedServers(waves),
      ...tooManyServers(waves),
      // With a group unknown, one of its servers may well be launched.
      ...(whole
        ? nothingToLaunch(
            plan,
            scopes.flatMap(({ servers }) => servers),
          )
        : []),
      ...liveInstances(deletions),
      ...existing.flatMap((check) => check.refusals),
    ],
    failures: [
      ...existing.flatMap((check) => (check.failure === undefined ? [] : [check.failure])),
      ...answers.flatMap((answer) => (answer.ok ? [] : [answer.failure])),
      ...checks.flatMap((check) => (check.failure === undefined ? [] : [check.failure])),
    ],
  };
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

/** With the group that selects it. */
interface SelectedServer extends PlacedServer {
  readonly groupName: string;
}

interface ResolvedWave {
  readonly wave: PlanWave;
  readonly parts: readonly SelectedServer[];
  readonly refusals: readonly Refusal[];
}

const resolveWave = (wave: PlanWave, resolved: readonly ResolvedGroup[]): ResolvedWave => {
  const own = resolved.filter(({ group }) => wave.protectionGroupIds.includes(group.groupId));
  const all = own.flatMap(({ group, servers }) =>
    servers.map((server) => ({
      waveNumber: wave.waveNumber,
      groupName: group.groupName,
      scope: toScope(group),
      server: toRosterServer(server),
    })),
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

const repeatedServers = (waves: readonly ResolvedWave[]): readonly Refusal[] => {
  const places = Map.groupBy(
    waves.flatMap(({ wave, parts }) => parts.map((part) => ({ wave, part }))),
    ({ part }) => placeOf(part.scope, part.server),
  );
  return [...places.values()].flatMap((uses) => {
    const [first] = uses;
    if (first === undefined || uses.length < 2) return [];
    const names = [...new Set(uses.map(({ wave, part }) => placeInPlan(wave, part.groupName)))];
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

const placeInPlan = ({ waveNumber, waveName }: PlanWave, groupName: string): string =>
  `wave ${waveNumber} "${waveName}" (group "${groupName}")`;

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

/** A wave may launch a part of its groups only: what DRS shows of the rest is nothing to this plan. */
const launchedServers = (
  resolved: readonly ResolvedGroup[],
  waves: readonly ResolvedWave[],
): readonly ScopeServers[] => {
  const placed = new Set(waves.flatMap(({ parts }) => parts.map((part) => placeOf(part.scope, part.server))));
  return [...Map.groupBy(resolved, ({ group }) => scopeKey(toScope(group))).values()].flatMap((groups) => {
    const [first] = groups;
    if (first === undefined) return [];
    const scope = toScope(first.group);
    const servers = new Map(
      groups.flatMap((group) => group.servers).map((server) => [server.sourceServerId, server] as const),
    );
    return [{ scope, servers: [...servers.values()].filter((server) => placed.has(placeOf(scope, server))) }];
  });
};

const placeOf = (scope: Scope, { sourceServerId }: Pick<SourceServer, 'sourceServerId'>): string =>
  `${scopeKey(scope)}#${sourceServerId}`;
