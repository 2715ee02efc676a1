/** Where AWS differs from a group's launch settings now, server by server. */

import { launchSettingsDrift } from '../../domain/launch-settings-drift.ts';
import { limits } from '../../domain/limits.ts';
import type { ServerDrift } from '../../domain/model/launch-settings-view.ts';
import type { Scope } from '../../domain/model/scope.ts';
import type { LaunchSettingsService } from '../../ports/launch-settings-service.ts';
import { mapAtMost } from '../at-most.ts';
import { shortFailureText } from '../failure-text.ts';
import { isConfigured, type SettingsTarget } from './settings-targets.ts';

/** A server of which nothing is wanted costs no call. */
export const readDrift = (
  service: Pick<LaunchSettingsService, 'readLaunchSettings'>,
  scope: Scope,
  targets: readonly SettingsTarget[],
): Promise<readonly ServerDrift[]> =>
  mapAtMost(limits.launchSettingsAtOnce, targets, (target) => readOne(service, scope, target));

const readOne = async (
  service: Pick<LaunchSettingsService, 'readLaunchSettings'>,
  scope: Scope,
  target: SettingsTarget,
): Promise<ServerDrift> => {
  const { sourceServerId, serverName, wanted } = target;
  const server = { sourceServerId, serverName, wanted, drift: [] };
  if (target.missing !== undefined) return { ...server, state: 'UNKNOWN', message: target.missing };
  if (!isConfigured(target)) return { ...server, state: 'NOT_CONFIGURED' };
  const current = await service.readLaunchSettings(scope, sourceServerId);
  if (!current.ok) return { ...server, state: 'UNKNOWN', message: shortFailureText(current.failure) };
  const drift = [...launchSettingsDrift(wanted, current.value.settings)];
  return { ...server, state: drift.length === 0 ? 'IN_SYNC' : 'DRIFTED', drift };
};
