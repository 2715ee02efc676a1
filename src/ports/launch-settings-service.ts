import type { DrsSettings, TemplateSettings } from '../domain/model/launch-config.ts';
import type { Scope } from '../domain/model/scope.ts';
import type { Outcome } from './aws-failure.ts';

/** How DRS would launch a source server: its launch configuration, and the default version of its EC2 launch template. */
export interface CurrentLaunchSettings {
  readonly launchTemplateId: string;
  /** By the names of `LaunchSettings`. Values are open: AWS may know more than we do. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** In one account and Region. Each write may be repeated: a second time it makes one more version of the same content. */
export interface LaunchSettingsService {
  readLaunchSettings(scope: Scope, sourceServerId: string): Promise<Outcome<CurrentLaunchSettings>>;
  /** What is not named stays. DRS then makes a launch template version of its own: so this comes first (design 6.10). */
  updateLaunchConfiguration(scope: Scope, sourceServerId: string, changes: DrsSettings): Promise<Outcome<undefined>>;
  /**
   * Makes a version out of the default one, so that nothing that DRS or others wrote there is lost, and then makes it
   * the default.
   */
  updateLaunchTemplate(scope: Scope, launchTemplateId: string, wanted: TemplateSettings): Promise<Outcome<undefined>>;
}
