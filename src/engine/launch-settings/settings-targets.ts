/** Whom a group's launch settings concern, and what is wanted of each. */
import { effectiveLaunchSettings } from '../../domain/effective-launch-settings.ts';
import { hasLaunchSettings } from '../../domain/launch-config-sites.ts';
import type { LaunchSettings } from '../../domain/model/launch-config.ts';
import type { ProtectionGroup } from '../../domain/model/protection-group.ts';
import { type Scope, scopeKey } from '../../domain/model/scope.ts';
import type { Outcome } from '../../ports/aws-failure.ts';
import type { RecoveryService, SourceServer } from '../../ports/recovery-service.ts';
import { selectedBy, selectServers } from '../select-servers.ts';
import { toRosterServer } from '../start-checks.ts';

export interface SettingsTarget {
  readonly sourceServerId: string;
  readonly serverName: string;
  /** Empty: nothing is wanted of it. */
  readonly wanted: LaunchSettings;
  /** Why nothing can be done at it; absent: it can. */
  readonly missing?: string;
}

/** Every server that the group selects now, by id, and those that have settings of their own without being among them. */
export const settingsTargets = async (
  recovery: RecoveryService,
  group: ProtectionGroup,
): Promise<Outcome<readonly SettingsTarget[]>> => {
  const selected = await selectServers(recovery, group);
  if (!selected.ok) return selected;
  const { launchConfig, serverOverrides = {} } = group;
  const found = selected.value.map((server): SettingsTarget => {
    const { sourceServerId, serverName } = toRosterServer(server);
    const wanted = effectiveLaunchSettings(launchConfig, serverOverrides[sourceServerId]);
    return { sourceServerId, serverName, wanted };
  });
  const ids = new Set(found.map(({ sourceServerId }) => sourceServerId));
  const missing = Object.entries(serverOverrides)
    .filter(([sourceServerId]) => !ids.has(sourceServerId))
    .map(([sourceServerId, override]): SettingsTarget => {
      const wanted = effectiveLaunchSettings(launchConfig, override);
      return { sourceServerId, serverName: sourceServerId, wanted, missing: notSelected };
    });
  return { ok: true, value: [...found, ...missing].toSorted((a, b) => (a.sourceServerId < b.sourceServerId ? -1 : 1)) };
};

/** The servers of an account and Region that a group of the plan wants something of. */
export const targetsOf = (
  groups: readonly ProtectionGroup[],
  { scope, servers }: { readonly scope: Scope; readonly servers: readonly SourceServer[] },
): readonly SettingsTarget[] => {
  const own = groups.filter((group) => scopeKey(group) === scopeKey(scope) && hasLaunchSettings(group));
  const targets = own.flatMap(({ selection, launchConfig, serverOverrides = {} }) =>
    selectedBy(selection, servers).map((server): [string, SettingsTarget] => {
      const { sourceServerId, serverName } = toRosterServer(server);
      const wanted = effectiveLaunchSettings(launchConfig, serverOverrides[sourceServerId]);
      return [sourceServerId, { sourceServerId, serverName, wanted }];
    }),
  );
  return [...new Map(targets).values()].filter(isConfigured);
};

/** With those of whom nothing is wanted: others may have set something of them. */
export const withUnconfigured = (
  servers: readonly SourceServer[],
  targets: readonly SettingsTarget[],
): readonly SettingsTarget[] => {
  const known = new Set(targets.map(({ sourceServerId }) => sourceServerId));
  const others = servers.filter(({ sourceServerId }) => !known.has(sourceServerId));
  return [...targets, ...others.map((server) => ({ ...toRosterServer(server), wanted: {} }))];
};

export const isConfigured = ({ wanted }: Pick<SettingsTarget, 'wanted'>): boolean => Object.keys(wanted).length > 0;

const notSelected = 'the group has settings for it, and does not select it: DRS does not know it, or its tags differ';
