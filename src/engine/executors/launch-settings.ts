/** Applies the launch settings of a wave's servers before the wave is launched. Only where AWS differs. */
import { effectiveLaunchSettings } from '../../domain/effective-launch-settings.ts';
import { hasLaunchSettings } from '../../domain/launch-config-sites.ts';
import { limits } from '../../domain/limits.ts';
import type { ActivityAnswer, WaveActivity } from '../../domain/model/activity.ts';
import { type Scope, scopeKey } from '../../domain/model/scope.ts';
import { countOf, cutText, firstFew } from '../../domain/names.ts';
import type { ActivityContext, ActivityExecutors, ActivityServer } from '../../ports/activity-executor.ts';
import type { Outcome } from '../../ports/aws-failure.ts';
import type { ComputeService } from '../../ports/compute-service.ts';
import type { ItemStore } from '../../ports/item-store.ts';
import type { NetworkService } from '../../ports/network-service.ts';
import type { RecoveryService, SourceServer } from '../../ports/recovery-service.ts';
import { readGroups } from '../catalog-reader.ts';
import { shortFailureText } from '../failure-text.ts';
import { checkBeforeLaunch, type GroupLaunch, withFaults } from '../launch-settings/check-before-launch.ts';
import { type IntoLook, lookAtExistingInstances, notStoppedText } from '../launch-settings/existing-instances.ts';
import { type GoOnPorts, goOn } from '../launch-settings/go-on.ts';
import type { JobServer, StoredJob } from '../launch-settings/settings-job.ts';
import type { SettingsTarget } from '../launch-settings/settings-targets.ts';
import { selectServersOfGroups } from '../select-servers.ts';
import { readFrozenPlan } from '../store/execution-reader.ts';

export interface LaunchSettingsExecutorPorts extends GoOnPorts {
  readonly store: ItemStore;
  readonly compute: ComputeService;
  readonly network: NetworkService;
  readonly recovery: RecoveryService;
}

/** A look goes on where the one before it stopped. Nothing that is repeated is done twice. */
export const createLaunchSettingsExecutor = (ports: LaunchSettingsExecutorPorts): ActivityExecutors => ({
  LAUNCH_SETTINGS: {
    start: (activity, context) => applyAll(ports, activity, context),
    look: (activity, context) => applyAll(ports, activity, context),
  },
});

const applyAll = async (
  ports: LaunchSettingsExecutorPorts,
  { activityKey }: WaveActivity,
  context: ActivityContext,
): Promise<ActivityAnswer> => {
  const waiting = context.servers.filter(({ outcome }) => outcome === 'UNDECIDED');
  const scopes = [...Map.groupBy(waiting, ({ scope }) => scopeKey(scope)).values()];
  const done = await Promise.all(
    scopes.flatMap((servers) => {
      const [first] = servers;
      return first === undefined ? [] : [applyInScope(ports, activityKey, context, first.scope, servers)];
    }),
  );
  return answerOf(done, (unsettled) => howToGoOn(ports.store, context, unsettled));
};

/** The settings as the groups have them now: a person who mends what failed has it done by the retry. */
const applyInScope = (
  ports: LaunchSettingsExecutorPorts,
  activityKey: string,
  { executionId, token, waveName, waveNumber, planName }: ActivityContext,
  { accountId, region }: Scope,
  servers: readonly ActivityServer[],
): Promise<Outcome<StoredJob>> => {
  const jobKey = [executionId, activityKey, token, accountId, region].join('#');
  const job = { jobKey, title: waveName, revision: 1, accountId, region, startedBy: planName };
  return goOn(
    ports,
    job,
    () => false,
    () => waveTargets(ports, executionId, waveNumber, { accountId, region }, servers),
    // The launch is its own.
    async () => undefined,
  );
};

/**
 * Whom no group of the wave selects any more (its tag is gone, its group was edited or deleted), or several do by now, is
 * launched with unknown settings, or not at all: while any group of the wave wants some, that is for a person to decide.
 */
const waveTargets = async (
  { store, recovery, compute, network, clock }: LaunchSettingsExecutorPorts,
  executionId: string,
  waveNumber: number,
  scope: Scope,
  servers: readonly ActivityServer[],
): Promise<Outcome<readonly SettingsTarget[]>> => {
  const { plan } = await readFrozenPlan(store, executionId);
  const { groups, missingIds } = await readGroups(store, plan.waves[waveNumber]?.protectionGroupIds ?? []);
  const inScope = groups.filter((group) => scopeKey(group) === scopeKey(scope));
  const answers = await selectServersOfGroups(recovery, inScope);
  const targets = new Map<string, SettingsTarget>();
  const machines = new Map<string, SourceServer>();
  const selectedBy = new Map<string, readonly string[]>();
  const launches: GroupLaunch[] = [];
  for (const [index, group] of inScope.entries()) {
    const answer = answers[index];
    if (answer === undefined) throw new Error('bug: a group without an answer');
    if (!answer.ok) return answer;
    const selected = new Set(answer.value.map(({ sourceServerId }) => sourceServerId));
    for (const machine of answer.value) machines.set(machine.sourceServerId, machine);
    const own = servers.filter((server) => selected.has(server.sourceServerId));
    const launched = new Set(own.map(({ sourceServerId }) => sourceServerId));
    launches.push({ group, servers: answer.value.filter(({ sourceServerId }) => launched.has(sourceServerId)) });
    for (const { sourceServerId, serverName } of own) {
      const wanted = effectiveLaunchSettings(group.launchConfig, group.serverOverrides?.[sourceServerId]);
      targets.set(sourceServerId, { sourceServerId, serverName, wanted });
      selectedBy.set(sourceServerId, [...(selectedBy.get(sourceServerId) ?? []), group.groupName]);
    }
  }
  if (missingIds.length > 0 || groups.some(hasLaunchSettings)) {
    for (const { sourceServerId, serverName } of servers) {
      const missing = whyUnknown(selectedBy.get(sourceServerId) ?? []);
      if (missing !== undefined) targets.set(sourceServerId, { sourceServerId, serverName, wanted: {}, missing });
    }
  }
  const [looks, { faults }] = await Promise.all([
    lookAtExistingInstances(compute, scope, [...targets.values()], machines),
    checkBeforeLaunch({ network, recovery, clock }, scope, launches),
  ]);
  if (!looks.ok) return looks;
  const fit = [...targets.values()].map((target) => {
    const missing = whyNotInto(looks.value.get(target.sourceServerId));
    return missing === undefined ? target : { ...target, missing };
  });
  return { ok: true, value: withFaults(fit, faults) };
};

/** DRS takes nothing back of a launch: what it would only find out there is found out before. */
const whyNotInto = (look: IntoLook | undefined): string | undefined => {
  if (look === undefined) return undefined;
  const { instanceId, unfit, notStopped } = look;
  if (unfit.length > 0) return `it cannot be launched into ${instanceId}: ${unfit.join('; ')}`;
  return notStopped === undefined ? undefined : `${notStoppedText(instanceId, notStopped)}: stop it, and retry`;
};

const NAMED_MAX = 3;

const NOT_KNOWN = 'so its launch settings are not known';
const unknownGroup = `no group of the wave selects it any more, ${NOT_KNOWN}`;

/** Undefined when one group does: a start would have been refused otherwise, and servers come and go since. */
const whyUnknown = (groupNames: readonly string[]): string | undefined => {
  if (groupNames.length === 1) return undefined;
  if (groupNames.length === 0) return unknownGroup;
  const names = firstFew(
    groupNames.map((groupName) => `"${groupName}"`),
    NAMED_MAX,
    ', ',
  );
  return `${groupNames.length} groups of the wave select it now (${names}), ${NOT_KNOWN}`;
};

/** The exact commands: with the servers once one group selects each, and without them. */
const howToGoOn = async (
  store: ItemStore,
  { executionId, waveNumber }: ActivityContext,
  unsettled: readonly JobServer[],
): Promise<string> => {
  const mended = unsettled.every(({ message }) => message === unknownGroup)
    ? 'Put back into a group of the wave'
    : 'Once one group of the wave alone selects each';
  const { plan } = await readFrozenPlan(store, executionId);
  if (plan.waves[waveNumber]?.onFailure !== 'pause') {
    return `. ${mended}, launch them after the end: ./breakwater retry ${executionId}`;
  }
  const retry = `./breakwater retry ${executionId} --wave ${waveNumber}`;
  const ids = unsettled.map(({ sourceServerId }) => sourceServerId);
  const servers = ids.length > NAMED_MAX ? 'SERVERS' : ids.join(',');
  return `. ${mended}, go on: ${retry}; without them: ./breakwater skip ${executionId} --wave ${waveNumber} --servers ${servers} --reason "WHY", then that retry`;
};

const answerOf = async (
  done: readonly Outcome<StoredJob>[],
  goOnWith: (unsettled: readonly JobServer[]) => Promise<string>,
): Promise<ActivityAnswer> => {
  for (const outcome of done) {
    if (outcome.ok) continue;
    const { failure } = outcome;
    const message = shortFailureText(failure);
    if (!failure.retryable) return { kind: 'failed', message };
    const { retryAfterSeconds } = failure;
    return {
      kind: 'unavailable',
      message,
      mayHaveHappened: false,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    };
  }
  const jobs = done.flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
  const servers = jobs.flatMap(({ chunks }) => chunks.flatMap((chunk) => chunk.servers));
  const countWith = (result: JobServer['result']): number =>
    servers.filter((server) => server.result === result).length;
  const failed = servers.filter(({ result }) => result === 'FAILED');
  const changed = `${countOf(countWith('APPLIED'), 'server')} changed, ${countWith('UNCHANGED')} as wanted already`;
  if (jobs.some(({ header }) => header.endTime === undefined)) {
    return { kind: 'running', message: `${changed}, ${countWith('PENDING')} to come` };
  }
  if (failed.length === 0) return { kind: 'succeeded', message: changed };
  const byReason = [...Map.groupBy(failed, ({ message = '' }) => message)].map(
    ([message, alike]) => `${namesOf(alike)}: ${message}`,
  );
  const unsettled = failed.filter(({ message = '' }) => message.endsWith(NOT_KNOWN));
  const way = unsettled.length === 0 ? '' : await goOnWith(unsettled);
  // What it was comes first, and is cut first: a command is whole, or of no use.
  return {
    kind: 'failed',
    message: `${cutText(`${firstFew(byReason)} (${changed})`, limits.reasonCharacters - way.length)}${way}`,
  };
};

const namesOf = (servers: readonly JobServer[]): string =>
  firstFew(
    servers.map(({ serverName }) => serverName),
    NAMED_MAX,
    ', ',
  );
