/** The places of a group that say how servers are launched: for all of them, and for each that has its own. */
import { effectiveLaunchSettings } from './effective-launch-settings.ts';
import type { LaunchSettings } from './model/launch-config.ts';
import type { ProtectionGroupDefinition } from './model/protection-group.ts';

export type LaunchDefinition = Pick<
  ProtectionGroupDefinition,
  'accountId' | 'region' | 'selection' | 'launchConfig' | 'serverOverrides'
>;

export interface LaunchSite {
  /** Absent: all servers of the group. */
  readonly sourceServerId?: string;
  /** What is wanted there, all in all. */
  readonly wanted: LaunchSettings;
  /** Where a field is written: what a server takes from its group is wrong there. */
  readonly pathOf: (field: keyof LaunchSettings) => readonly string[];
}

export const launchSites = ({ launchConfig, serverOverrides = {} }: LaunchDefinition): readonly LaunchSite[] => [
  { wanted: effectiveLaunchSettings(launchConfig), pathOf: (field) => ['launchConfig', field] },
  ...Object.entries(serverOverrides).map(([sourceServerId, override]): LaunchSite => {
    const own: Readonly<Record<string, unknown>> = override;
    return {
      sourceServerId,
      wanted: effectiveLaunchSettings(launchConfig, override),
      pathOf: (field) =>
        (own[field] ?? null) === null ? ['launchConfig', field] : ['serverOverrides', sourceServerId, field],
    };
  }),
];

export const hasLaunchSettings = ({ launchConfig = {}, serverOverrides = {} }: LaunchDefinition): boolean =>
  Object.keys(launchConfig).length + Object.keys(serverOverrides).length > 0;
