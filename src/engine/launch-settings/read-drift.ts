/** Where AWS differs from a group's launch settings now, server by server. */

import { launchSettingsDrift, noLongerSet, unwantedInstance } from '../../domain/launch-settings-drift.ts';
import { limits } from '../../domain/limits.ts';
import type { ServerDrift } from '../../domain/model/launch-settings-view.ts';
import type { Scope } from '../../domain/model/scope.ts';
import type { ItemReader } from '../../ports/item-store.ts';
import type { LaunchSettingsService } from '../../ports/launch-settings-service.ts';
import { mapAtMost } from '../at-most.ts';
import { shortFailureText } from '../failure-text.ts';
import { hasUnwanted, readSetSettings, type SetSettings } from './set-settings.ts';
import { isConfigured, type SettingsTarget } from './settings-targets.ts';

/** A server of which nothing is wanted, and nothing was set once, costs no call. */
export const readDrift = async (
  { launchSettings, store }: DriftPorts,
  scope: Scope,
  targets: readonly SettingsTarget[],
): Promise<readonly ServerDrift[]> => {
  const ids = targets.map(({ sourceServerId }) => sourceServerId);
  const set = await readSetSettings(store, scope, ids);
  return mapAtMost(limits.launchSettingsAtOnce, targets, (target) =>
    readOne(launchSettings, scope, target, set.get(target.sourceServerId) ?? {}),
  );
};

export interface DriftPorts {
  readonly launchSettings: Pick<LaunchSettingsService, 'readLaunchSettings'>;
  readonly store: ItemReader;
}

const readOne = async (
  service: Pick<LaunchSettingsService, 'readLaunchSettings'>,
  scope: Scope,
  target: SettingsTarget,
  set: SetSettings,
): Promise<ServerDrift> => {
  const { sourceServerId, serverName, wanted } = target;
  const server = { sourceServerId, serverName, wanted, drift: [], noLongerSet: [] };
  if (target.missing !== undefined) return { ...server, state: 'UNKNOWN', message: target.missing };
  if (!isConfigured(target) && !hasUnwanted(set, wanted)) return { ...server, state: 'NOT_CONFIGURED' };
  const current = await service.readLaunchSettings(scope, sourceServerId);
  if (!current.ok) return { ...server, state: 'UNKNOWN', message: shortFailureText(current.failure) };
  const drift = [...launchSettingsDrift(wanted, current.value.settings)];
  const state = !isConfigured(target) ? 'NOT_CONFIGURED' : drift.length === 0 ? 'IN_SYNC' : 'DRIFTED';
  const launchesInto = unwantedInstance(wanted, current.value.settings);
  return {
    ...server,
    state,
    drift,
    noLongerSet: [...noLongerSet(set, wanted, current.value.settings)],
    ...(launchesInto === undefined ? {} : { launchesInto }),
  };
};
