import type { Clock } from '../../ports/clock.ts';
import type { IdentityService } from '../../ports/identity-service.ts';
import type { LaunchSettingsService } from '../../ports/launch-settings-service.ts';
import type { NetworkService } from '../../ports/network-service.ts';
import type { PermissionService } from '../../ports/permission-service.ts';
import type { Prober } from '../../ports/prober.ts';

/** What a check asks beyond what a start needs. */
export interface PlanLooks {
  readonly launchSettings: Pick<LaunchSettingsService, 'readLaunchSettings'>;
  readonly network: NetworkService;
  readonly permissions: PermissionService;
  readonly identity: Pick<IdentityService, 'callerIdentity'>;
  /** By which a person waits for the answer: people's time, also where AWS is simulated and its time runs faster. */
  readonly clock: Clock;
  readonly prober: Pick<Prober, 'whyRefused'>;
}
