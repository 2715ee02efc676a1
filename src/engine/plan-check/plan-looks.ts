import type { IdentityService } from '../../ports/identity-service.ts';
import type { LaunchSettingsService } from '../../ports/launch-settings-service.ts';
import type { PermissionService } from '../../ports/permission-service.ts';
import type { Prober } from '../../ports/prober.ts';

/** What a check asks beyond what a start needs. */
export interface PlanLooks {
  readonly launchSettings: Pick<LaunchSettingsService, 'readLaunchSettings'>;
  readonly permissions: PermissionService;
  readonly identity: Pick<IdentityService, 'callerIdentity'>;
  readonly prober: Pick<Prober, 'whyRefused'>;
}
