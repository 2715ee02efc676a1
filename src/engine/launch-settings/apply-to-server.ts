/** Brings the launch settings of one server to what is wanted, only where they differ. */
import { drsChanges, launchSettingsDrift, templateChanges } from '../../domain/launch-settings-drift.ts';
import type { LaunchSettings } from '../../domain/model/launch-config.ts';
import type { Scope } from '../../domain/model/scope.ts';
import type { AwsFailure } from '../../ports/aws-failure.ts';
import type { CurrentLaunchSettings, LaunchSettingsService } from '../../ports/launch-settings-service.ts';

interface ServerOutcome {
  /** Fields that were changed, also when something failed afterwards. */
  readonly changed: readonly string[];
  readonly failure?: AwsFailure;
}

/**
 * The DRS launch configuration first: DRS answers it with a launch template version of its own, so the template is read
 * again before it is changed (design 6.10). May be repeated at any point: what is so already is left alone.
 */
export const applyToServer = async (
  service: LaunchSettingsService,
  scope: Scope,
  sourceServerId: string,
  wanted: LaunchSettings,
  /** Called before anything is changed; false: nothing is to be. */
  take: () => Promise<boolean>,
): Promise<ServerOutcome> => {
  const before = await service.readLaunchSettings(scope, sourceServerId);
  if (!before.ok) return { changed: [], failure: before.failure };
  const drift = launchSettingsDrift(wanted, before.value.settings);
  if (drift.length > 0 && !(await take())) return { changed: [] };
  const changes = drsChanges(wanted, drift);
  if (changes === undefined) return applyTemplate(service, scope, wanted, before.value, []);
  const updated = await service.updateLaunchConfiguration(scope, sourceServerId, changes);
  if (!updated.ok) return { changed: [], failure: updated.failure };
  const changed = Object.keys(changes);
  const after = await service.readLaunchSettings(scope, sourceServerId);
  if (!after.ok) return { changed, failure: after.failure };
  return applyTemplate(service, scope, wanted, after.value, changed);
};

const applyTemplate = async (
  service: LaunchSettingsService,
  scope: Scope,
  wanted: LaunchSettings,
  { launchTemplateId, settings }: CurrentLaunchSettings,
  changed: readonly string[],
): Promise<ServerOutcome> => {
  const drift = launchSettingsDrift(wanted, settings);
  const template = templateChanges(wanted, drift);
  if (template === undefined) return { changed };
  const updated = await service.updateLaunchTemplate(scope, launchTemplateId, template);
  if (!updated.ok) return { changed, failure: updated.failure };
  const inTemplate = drift.map(({ field }) => field).filter((field) => field in template);
  return { changed: [...changed, ...inTemplate] };
};
