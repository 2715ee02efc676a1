import { z } from 'zod';
import type { DrsSettings } from '../../domain/model/launch-config.ts';
import type { Scope } from '../../domain/model/scope.ts';
import type { Outcome } from '../../ports/aws-failure.ts';
import type { AccountCall } from './account-call.ts';
import type { ClientSettings } from './client-settings.ts';
import type { Operation } from './errors.ts';
import { type templateDataOf, templateVersionSchema } from './launch-template.ts';
import { present } from './present.ts';
import { createServiceRequest } from './service-request.ts';

/** The requests to DRS and EC2 that launch settings are read and changed by. */
export interface LaunchSettingsCalls {
  getConfiguration(scope: Scope, sourceServerId: string): Promise<Outcome<Configuration>>;
  updateConfiguration(scope: Scope, sourceServerId: string, changes: DrsSettings): Promise<Outcome<unknown>>;
  /** One version, or none. */
  describeDefaultVersion(scope: Scope, launchTemplateId: string): Promise<Outcome<z.infer<typeof versionsSchema>>>;
  createVersion(scope: Scope, request: NewVersion): Promise<Outcome<z.infer<typeof createdSchema>>>;
  modifyTemplate(scope: Scope, launchTemplateId: string, defaultVersion: string): Promise<Outcome<unknown>>;
}

export interface NewVersion {
  readonly LaunchTemplateId: string;
  readonly SourceVersion: string;
  readonly VersionDescription: string;
  readonly LaunchTemplateData: ReturnType<typeof templateDataOf>;
}

/** Through the AWS SDK. */
export function createLaunchSettingsCalls(options: {
  readonly call: AccountCall;
  readonly drsSettings: (region: string) => ClientSettings;
  readonly ec2Settings: (region: string) => ClientSettings;
}): LaunchSettingsCalls {
  const drs = createServiceRequest({
    call: options.call,
    loadSdk: () => import('./sdk-drs.ts'),
    makeClient: (sdk, region, { credentials }) => new sdk.DrsClient({ ...options.drsSettings(region), credentials }),
  });
  const ec2 = createServiceRequest({
    call: options.call,
    loadSdk: () => import('./sdk-ec2.ts'),
    makeClient: (sdk, region, { credentials }) => new sdk.EC2Client({ ...options.ec2Settings(region), credentials }),
  });
  return {
    getConfiguration: (scope, sourceServerID) =>
      drs(scope, launchSettingsOperations.getConfiguration, configurationSchema, (sdk, client, sendOptions) =>
        client.send(new sdk.GetLaunchConfigurationCommand({ sourceServerID }), sendOptions),
      ),
    updateConfiguration: (scope, sourceServerID, changes) =>
      drs(scope, launchSettingsOperations.updateConfiguration, z.unknown(), (sdk, client, sendOptions) =>
        client.send(
          new sdk.UpdateLaunchConfigurationCommand({ sourceServerID, ...configurationChanges(changes) }),
          sendOptions,
        ),
      ),
    describeDefaultVersion: (scope, LaunchTemplateId) =>
      ec2(scope, launchSettingsOperations.describeVersions, versionsSchema, (sdk, client, sendOptions) =>
        client.send(
          new sdk.DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId, Versions: ['$Default'] }),
          sendOptions,
        ),
      ),
    createVersion: (scope, request) =>
      ec2(scope, launchSettingsOperations.createVersion, createdSchema, (sdk, client, sendOptions) =>
        client.send(new sdk.CreateLaunchTemplateVersionCommand(request), sendOptions),
      ),
    modifyTemplate: (scope, LaunchTemplateId, DefaultVersion) =>
      ec2(scope, launchSettingsOperations.modifyTemplate, z.unknown(), (sdk, client, sendOptions) =>
        client.send(new sdk.ModifyLaunchTemplateCommand({ LaunchTemplateId, DefaultVersion }), sendOptions),
      ),
  };
}

const read = (operation: string): Operation => ({ operation, mutates: false });
const mutation = (operation: string): Operation => ({ operation, mutates: true });

export const launchSettingsOperations = {
  getConfiguration: read('drs:GetLaunchConfiguration'),
  updateConfiguration: mutation('drs:UpdateLaunchConfiguration'),
  describeVersions: read('ec2:DescribeLaunchTemplateVersions'),
  createVersion: mutation('ec2:CreateLaunchTemplateVersion'),
  modifyTemplate: mutation('ec2:ModifyLaunchTemplate'),
} as const;

/** Members of UpdateLaunchConfiguration. */
export const configurationChanges = ({ launchIntoInstanceId, ...changes }: DrsSettings) => ({
  ...present(changes),
  ...(launchIntoInstanceId === undefined
    ? {}
    : { launchIntoInstanceProperties: { launchIntoEC2InstanceID: launchIntoInstanceId } }),
});

const versionsSchema = z.object({ LaunchTemplateVersions: z.array(templateVersionSchema) });
const createdSchema = z.object({ LaunchTemplateVersion: z.object({ VersionNumber: z.number() }) });

const text = z.string().optional();
export const configurationSchema = z
  .object({
    ec2LaunchTemplateID: z.string(),
    launchDisposition: text,
    targetInstanceTypeRightSizingMethod: text,
    copyPrivateIp: z.boolean().optional(),
    copyTags: z.boolean().optional(),
    licensing: z.object({ osByol: z.boolean().optional() }).optional(),
    launchIntoInstanceProperties: z.object({ launchIntoEC2InstanceID: text }).optional(),
  })
  .transform(({ ec2LaunchTemplateID, launchIntoInstanceProperties, licensing, ...same }) => ({
    launchTemplateId: ec2LaunchTemplateID,
    settings: present({
      ...same,
      licensing: licensing?.osByol === undefined ? undefined : { osByol: licensing.osByol },
      launchIntoInstanceId: launchIntoInstanceProperties?.launchIntoEC2InstanceID || undefined,
    }),
  }));
type Configuration = z.infer<typeof configurationSchema>;
