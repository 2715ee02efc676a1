/**
 * The predecessor can launch a server with its own template alone (`useGroupDefaults` false), taking nothing of its group.
 * Here the settings of a server are merged over those of its group: what must not reach one is said of the others, one by one.
 */
import { effectiveLaunchSettings } from '../../domain/effective-launch-settings.ts';
import { limits } from '../../domain/limits.ts';
import type { LaunchConfig, LaunchSettings, ServerLaunchConfig } from '../../domain/model/launch-config.ts';

interface ServerTemplate {
  readonly sourceServerId: string;
  readonly own: ServerLaunchConfig;
  /** It takes nothing of its group. */
  readonly isAlone: boolean;
}

interface GroupLaunch {
  readonly launchConfig: LaunchConfig;
  readonly serverOverrides: Readonly<Record<string, ServerLaunchConfig>>;
}

/** `fixedIds`: the servers of the group; absent when it selects by tags, and nobody knows them. */
export const groupLaunchOf = (
  launchConfig: LaunchConfig,
  templates: readonly ServerTemplate[],
  fixedIds: readonly string[] | undefined,
  note: (text: string) => void,
): GroupLaunch => {
  const given = templates.filter(({ own }) => Object.keys(own).length > 0);
  const serverOverrides = Object.fromEntries(given.map(({ sourceServerId, own }) => [sourceServerId, own] as const));
  const takers = templates.flatMap(({ sourceServerId, own, isAlone }) => {
    const taken = isAlone && fixedIds?.includes(sourceServerId) !== false ? takenFields(launchConfig, own) : [];
    return taken.length === 0 ? [] : [{ sourceServerId, taken }];
  });
  if (takers.length === 0) return { launchConfig, serverOverrides };
  if (fixedIds === undefined || fixedIds.length > limits.serverOverridesPerGroup) {
    for (const { sourceServerId, taken } of takers)
      note(`server ${sourceServerId}: it took nothing of its group there, and takes ${taken.join(', ')} here`);
    return { launchConfig, serverOverrides };
  }
  const alone = takers.map(({ sourceServerId }) => sourceServerId).join(', ');
  note(
    `${alone} took nothing of it there: its launch settings are now said of its other servers one by one, and of none that is added later`,
  );
  const byServer = new Map(templates.map((template) => [template.sourceServerId, template] as const));
  const others = fixedIds.filter((id) => byServer.get(id)?.isAlone !== true);
  const named = others.map(
    (id) => [id, asOverride(effectiveLaunchSettings(launchConfig, byServer.get(id)?.own))] as const,
  );
  return { launchConfig: {}, serverOverrides: { ...serverOverrides, ...Object.fromEntries(named) } };
};

/** What a server would be launched with because of its group alone. */
const takenFields = (launchConfig: LaunchConfig, own: ServerLaunchConfig): readonly string[] => {
  const alone: Readonly<Record<string, unknown>> = effectiveLaunchSettings({}, own);
  return Object.entries(effectiveLaunchSettings(launchConfig, own)).flatMap(([field, value]) =>
    JSON.stringify(value) === JSON.stringify(alone[field]) ? [] : [field],
  );
};

/** Of an existing instance, which keeps its address, nothing is said about addresses. */
const asOverride = ({ copyPrivateIp, ...settings }: LaunchSettings): ServerLaunchConfig =>
  settings.launchIntoInstanceId !== undefined || copyPrivateIp === undefined
    ? settings
    : { ...settings, copyPrivateIp };
