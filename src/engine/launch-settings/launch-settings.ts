/** The launch settings of groups: how AWS differs from them, and their application. */
import type { LaunchDefinition } from '../../domain/launch-config-sites.ts';
import type { ServerDrift, SettingsJob } from '../../domain/model/launch-settings-view.ts';
import type { ProtectionGroup } from '../../domain/model/protection-group.ts';
import type { Outcome } from '../../ports/aws-failure.ts';
import type { Ids } from '../../ports/ids.ts';
import type { RecoveryService } from '../../ports/recovery-service.ts';
import type { PageOf, PageRequest } from '../execution-service.ts';
import { selectServers } from '../select-servers.ts';
import type { WorkPorts } from './apply-to-servers.ts';
import { checkBeforeLaunch, withFaults } from './check-before-launch.ts';
import type { CheckingAws, LaunchConfigFindings } from './check-in-aws.ts';
import { checkLaunchConfig } from './check-launch-config.ts';
import { readStoredGroups } from './check-on-save.ts';
import { goOn } from './go-on.ts';
import { readDrift } from './read-drift.ts';
import { launchOfServer } from './server-in-launch.ts';
import { jobView, readJob, type StoredJob } from './settings-job.ts';
import { type SettingsTarget, settingsTargets, targetsOfGroup } from './settings-targets.ts';
import { isLeft } from './work-on-job.ts';

export interface LaunchSettingsPorts extends WorkPorts {
  readonly recovery: RecoveryService;
  readonly network: CheckingAws['network'];
  readonly compute: CheckingAws['compute'];
  readonly ids: Ids;
}

export interface GroupLaunchSettings {
  /** As a save would check them; nothing is saved. `groupId`: of the group that they would be saved to. */
  check(definition: LaunchDefinition, groupId?: string): Promise<LaunchConfigFindings>;
  /** By server id. Asks AWS: for the group's servers once, and twice for each server of the page. */
  drift(group: ProtectionGroup, page: PageRequest): Promise<Outcome<PageOf<ServerDrift>>>;
  /**
   * Begins the application of the group's settings, or goes on with the one that is not over, for some seconds; the
   * answer says how far it is. Repeated until `endTime` is there. Killed at any point, the next call goes on. A later version
   * of the group takes the place of an earlier one, and its caller gets that of the later.
   */
  apply(group: ProtectionGroup, actor: string): Promise<Outcome<SettingsJob>>;
  /** The last application; undefined when there was none. */
  lastJob(groupId: string): Promise<SettingsJob | undefined>;
}

export const createGroupLaunchSettings = (ports: LaunchSettingsPorts): GroupLaunchSettings => ({
  check: async (definition, groupId) => {
    const groups = await readStoredGroups(ports.store);
    const others = groups.filter((group) => group.groupId !== groupId);
    return checkLaunchConfig(ports, definition, others);
  },
  drift: async (group, { after, limit }) => {
    const { accountId, region } = group;
    const targets = await settingsTargets(ports.recovery, group);
    if (!targets.ok) return targets;
    const rest = targets.value.filter(({ sourceServerId }) => after === undefined || sourceServerId > after);
    const page = rest.slice(0, limit);
    const items = await readDrift(ports, { accountId, region }, page);
    const last = page.at(-1);
    const more = rest.length > limit && last !== undefined;
    return { ok: true, value: { items, ...(more ? { next: last.sourceServerId } : {}) } };
  },
  apply: (group, actor) => apply(ports, group, actor),
  lastJob: async (groupId) => {
    const job = await readJob(ports.store, groupId);
    return job && jobView(job);
  },
});

/** Left with a failure that nobody was told: whoever comes now has mended it perhaps, and wants it tried. */
const isLeftFailed = ({ clock }: LaunchSettingsPorts, job: StoredJob): boolean =>
  isLeft(job, clock.now()) && job.chunks.some(({ servers }) => servers.some(({ result }) => result === 'FAILED'));

const apply = async (
  ports: LaunchSettingsPorts,
  group: ProtectionGroup,
  actor: string,
): Promise<Outcome<SettingsJob>> => {
  const { groupId, groupName, accountId, region, version } = group;
  const job = { jobKey: groupId, title: groupName, revision: version, accountId, region, startedBy: actor };
  // Settings that were changed since are applied anew; those of an earlier version never again.
  const beginsAnew = (before: StoredJob): boolean => {
    const { revision, endTime } = before.header;
    return revision < version || (revision === version && (endTime !== undefined || isLeftFailed(ports, before)));
  };
  const done = await goOn(
    ports,
    job,
    beginsAnew,
    () => fitTargets(ports, group),
    (scope, sourceServerId) => launchOfServer(ports.store, scope, sourceServerId),
  );
  return done.ok ? { ok: true, value: jobView(done.value) } : done;
};

const fitTargets = async (
  ports: LaunchSettingsPorts,
  group: ProtectionGroup,
): Promise<Outcome<readonly SettingsTarget[]>> => {
  const selected = await selectServers(ports.recovery, group);
  if (!selected.ok) return selected;
  const { accountId, region } = group;
  const { faults } = await checkBeforeLaunch(ports, { accountId, region }, [{ group, servers: selected.value }]);
  return { ok: true, value: withFaults(targetsOfGroup(group, selected.value), faults) };
};
