import type { AutomationService } from '../../ports/automation-service.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ComputeService } from '../../ports/compute-service.ts';
import type { FunctionService } from '../../ports/function-service.ts';
import type { IdentityService } from '../../ports/identity-service.ts';
import type { LaunchSettingsService } from '../../ports/launch-settings-service.ts';
import type { NetworkService } from '../../ports/network-service.ts';
import type { PermissionService } from '../../ports/permission-service.ts';
import type { RecoveryService } from '../../ports/recovery-service.ts';
import type { StagingService } from '../../ports/staging-service.ts';
import type { TaggingService } from '../../ports/tagging-service.ts';
import { type AccountCall, createAccountCall } from './account-call.ts';
import type { AccountAccess, AwsCredentials } from './account-session.ts';
import { type AwsServiceName, createClientSettings, type Destination } from './client-settings.ts';
import { type AccountEntry, createAccountAccess } from './credentials.ts';
import { createDrsRecoveryService } from './drs.ts';
import { createDrsStagingService } from './drs-staging.ts';
import { createEc2ComputeService } from './ec2.ts';
import { createHomeAccess } from './home-access.ts';
import { createLambdaFunctionService } from './lambda.ts';
import { createLaunchSettingsService } from './launch-settings.ts';
import { createLaunchSettingsCalls } from './launch-settings-calls.ts';
import { createNetworkService } from './network.ts';
import { createPermissionService } from './permissions.ts';
import { createSsmAutomationService } from './ssm.ts';
import { createStsService } from './sts.ts';
import { createTaggingService } from './tagging.ts';
import { createWireCall, type OnCall } from './wire-call.ts';

export interface AwsServicesOptions extends Destination {
  /**
   * The account of our own credentials. When given, any other unregistered account is refused without a call. `none`:
   * our own credentials serve no account that has no entry.
   */
  readonly homeAccountId?: string;
  /** With the role to assume there; without one, it is the account of our own credentials. */
  readonly accounts: readonly AccountEntry[] | (() => readonly AccountEntry[]);
  readonly clock: Clock;
  /** Our own credentials, instead of the SDK's default chain. */
  readonly staticCredentials?: AwsCredentials;
  /** Told of every request on the wire, when it has ended. */
  readonly onCall?: OnCall;
}

export interface AwsServices {
  readonly recovery: RecoveryService;
  readonly staging: StagingService;
  readonly compute: ComputeService;
  readonly automation: AutomationService;
  readonly functions: FunctionService;
  readonly identity: IdentityService;
  readonly launchSettings: LaunchSettingsService;
  readonly network: NetworkService;
  readonly tagging: TaggingService;
  readonly permissions: PermissionService;
  /** Loads the SDK's clients now instead of at the first call (about 0.3 s), for example while a server starts. */
  load(): Promise<void>;
}

/** All that Breakwater asks of AWS, on the real SDK. */
export function createAwsServices(options: AwsServicesOptions): AwsServices {
  const { clock, onCall, homeAccountId, staticCredentials, accounts } = options;
  const settings = createClientSettings(options);
  const settingsOf = (service: AwsServiceName) => (region: string) => settings(service, region);

  const wireCall = createWireCall({ clock, ...(onCall === undefined ? {} : { onCall }) });
  const home = createHomeAccess({
    settings: settingsOf('sts'),
    ...(staticCredentials === undefined ? {} : { staticCredentials }),
  });
  const homeCall = createAccountCall({ access: home, wireCall, clock });
  const homeSts = createStsService({ call: homeCall, settings: settingsOf('sts') });
  const access = createAccountAccess({
    accounts,
    clock,
    home,
    sts: homeSts,
    ...(homeAccountId === undefined ? {} : { homeAccountId }),
  });
  const callThrough = (reached: AccountAccess): AccountCall => {
    const accountCall = createAccountCall({ access: reached, wireCall, clock });
    return async (request, send) => {
      // Credentials may need STS: to load its client is no part of any request's time.
      await import('./sdk-sts.ts');
      return accountCall(request, send);
    };
  };
  const call = callThrough(access);
  const sts = createStsService({ call: callThrough(access.anew), settings: settingsOf('sts') });

  return {
    recovery: createDrsRecoveryService({ call, clock, settings: settingsOf('drs') }),
    automation: createSsmAutomationService({ call, clock, settings: settingsOf('ssm') }),
    functions: createLambdaFunctionService({ call, settings: settingsOf('lambda') }),
    staging: createDrsStagingService({ call, clock, settings: settingsOf('drs') }),
    compute: createEc2ComputeService({ call, clock, settings: settingsOf('ec2') }),
    launchSettings: createLaunchSettingsService(
      createLaunchSettingsCalls({ call, drsSettings: settingsOf('drs'), ec2Settings: settingsOf('ec2') }),
    ),
    network: createNetworkService({ call, clock, settings: settingsOf('ec2') }),
    tagging: createTaggingService({ call, clock, drsSettings: settingsOf('drs'), ec2Settings: settingsOf('ec2') }),
    permissions: createPermissionService({ call, iamSettings: settingsOf('iam'), ec2Settings: settingsOf('ec2') }),
    identity: {
      callerIdentity: (scope) => sts.callerIdentity(scope),
      // Our own credentials are taken for any account: the answer says whose they are.
      ownIdentity: (region) => homeSts.callerIdentity({ accountId: homeAccountId ?? 'unknown', region }),
    },
    async load() {
      await Promise.all([import('./sdk-drs.ts'), import('./sdk-ec2.ts'), import('./sdk-sts.ts')]);
    },
  };
}
