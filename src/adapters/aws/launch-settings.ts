import { z } from 'zod';
import type { Scope } from '../../domain/model/scope.ts';
import type { Outcome } from '../../ports/aws-failure.ts';
import type { CurrentLaunchSettings, LaunchSettingsService } from '../../ports/launch-settings-service.ts';
import type { AccountCall } from './account-call.ts';
import type { ClientSettings } from './client-settings.ts';
import { malformedReply, type Operation } from './errors.ts';
import { cannotTakeInterface, settingsOfTemplate, templateDataOf, templateVersionSchema } from './launch-template.ts';
import { present } from './present.ts';
import { createServiceRequest } from './service-request.ts';

/** DRS's launch configurations and their EC2 launch templates, through the AWS SDK. */
export function createLaunchSettingsService(options: {
  readonly call: AccountCall;
  readonly drsSettings: (region: string) => ClientSettings;
  readonly ec2Settings: (region: string) => ClientSettings;
}): LaunchSettingsService {
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

  const readDefaultVersion = async (scope: Scope, LaunchTemplateId: string) => {
    const reply = await ec2(scope, describeVersions, versionsSchema, (sdk, client, sendOptions) =>
      client.send(
        new sdk.DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId, Versions: ['$Default'] }),
        sendOptions,
      ),
    );
    if (!reply.ok) return reply;
    const [version] = reply.value.LaunchTemplateVersions;
    if (version !== undefined) return { ok: true, value: version } as const;
    return { ok: false, failure: malformedReply(describeVersions, 'no default version') } as const;
  };

  return {
    async readLaunchSettings(scope, sourceServerID): Promise<Outcome<CurrentLaunchSettings>> {
      const configuration = await drs(scope, getConfiguration, configurationSchema, (sdk, client, sendOptions) =>
        client.send(new sdk.GetLaunchConfigurationCommand({ sourceServerID }), sendOptions),
      );
      if (!configuration.ok) return configuration;
      const { launchTemplateId, settings } = configuration.value;
      const version = await readDefaultVersion(scope, launchTemplateId);
      if (!version.ok) return version;
      const template = settingsOfTemplate(version.value.LaunchTemplateData);
      return { ok: true, value: { launchTemplateId, settings: { ...settings, ...template } } };
    },

    async updateLaunchConfiguration(scope, sourceServerID, { launchIntoInstanceId, ...changes }) {
      const reply = await drs(scope, updateConfiguration, z.unknown(), (sdk, client, sendOptions) =>
        client.send(
          new sdk.UpdateLaunchConfigurationCommand({
            sourceServerID,
            ...present(changes),
            ...(launchIntoInstanceId === undefined
              ? {}
              : { launchIntoInstanceProperties: { launchIntoEC2InstanceID: launchIntoInstanceId } }),
          }),
          sendOptions,
        ),
      );
      return done(reply);
    },

    async updateLaunchTemplate(scope, LaunchTemplateId, wanted) {
      const version = await readDefaultVersion(scope, LaunchTemplateId);
      if (!version.ok) return version;
      const { VersionNumber, LaunchTemplateData } = version.value;
      if (cannotTakeInterface(wanted, LaunchTemplateData))
        return { ok: false, failure: groupsOutsideInterface(LaunchTemplateId) };
      const made = await ec2(scope, createVersion, createdSchema, (sdk, client, sendOptions) =>
        client.send(
          new sdk.CreateLaunchTemplateVersionCommand({
            LaunchTemplateId,
            SourceVersion: String(VersionNumber),
            VersionDescription: 'Breakwater',
            LaunchTemplateData: templateDataOf(wanted, LaunchTemplateData),
          }),
          sendOptions,
        ),
      );
      if (!made.ok) return made;
      const DefaultVersion = String(made.value.LaunchTemplateVersion.VersionNumber);
      const chosen = await ec2(scope, modifyTemplate, z.unknown(), (sdk, client, sendOptions) =>
        client.send(new sdk.ModifyLaunchTemplateCommand({ LaunchTemplateId, DefaultVersion }), sendOptions),
      );
      return done(chosen);
    },
  };
}

const getConfiguration: Operation = { operation: 'drs:GetLaunchConfiguration', mutates: false };
const updateConfiguration: Operation = { operation: 'drs:UpdateLaunchConfiguration', mutates: true };
const describeVersions: Operation = { operation: 'ec2:DescribeLaunchTemplateVersions', mutates: false };
const createVersion: Operation = { operation: 'ec2:CreateLaunchTemplateVersion', mutates: true };
const modifyTemplate: Operation = { operation: 'ec2:ModifyLaunchTemplate', mutates: true };

const done = (reply: Outcome<unknown>): Outcome<undefined> => (reply.ok ? { ok: true, value: undefined } : reply);

const groupsOutsideInterface = (launchTemplateId: string) => ({
  kind: 'invalid' as const,
  operation: createVersion.operation,
  code: 'SecurityGroupsOutsideInterface',
  message: `launch template ${launchTemplateId} names security groups outside of its network interface, where no subnet, address or group can be set beside them: make a default version of it without them`,
  retryable: false,
  mayHaveHappened: false,
});

const versionsSchema = z.object({ LaunchTemplateVersions: z.array(templateVersionSchema) });
const createdSchema = z.object({ LaunchTemplateVersion: z.object({ VersionNumber: z.number() }) });

const text = z.string().optional();
const configurationSchema = z
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
