import type { Scope } from '../../domain/model/scope.ts';
import type { Outcome } from '../../ports/aws-failure.ts';
import type { CurrentLaunchSettings, LaunchSettingsService } from '../../ports/launch-settings-service.ts';
import { malformedReply } from './errors.ts';
import { type LaunchSettingsCalls, launchSettingsOperations } from './launch-settings-calls.ts';
import { cannotTakeInterface, settingsOfTemplate, templateDataOf } from './launch-template.ts';

/** DRS's launch configurations and their EC2 launch templates. */
export function createLaunchSettingsService(calls: LaunchSettingsCalls): LaunchSettingsService {
  const readDefaultVersion = async (scope: Scope, launchTemplateId: string) => {
    const reply = await calls.describeDefaultVersion(scope, launchTemplateId);
    if (!reply.ok) return reply;
    const [version] = reply.value.LaunchTemplateVersions;
    if (version !== undefined) return { ok: true, value: version } as const;
    const failure = malformedReply(launchSettingsOperations.describeVersions, 'no default version');
    return { ok: false, failure } as const;
  };

  return {
    async readLaunchSettings(scope, sourceServerId): Promise<Outcome<CurrentLaunchSettings>> {
      const configuration = await calls.getConfiguration(scope, sourceServerId);
      if (!configuration.ok) return configuration;
      const { launchTemplateId, settings } = configuration.value;
      const version = await readDefaultVersion(scope, launchTemplateId);
      if (!version.ok) return version;
      const template = settingsOfTemplate(version.value.LaunchTemplateData);
      return { ok: true, value: { launchTemplateId, settings: { ...settings, ...template } } };
    },

    updateLaunchConfiguration: async (scope, sourceServerId, changes) =>
      done(await calls.updateConfiguration(scope, sourceServerId, changes)),

    async updateLaunchTemplate(scope, LaunchTemplateId, wanted) {
      const version = await readDefaultVersion(scope, LaunchTemplateId);
      if (!version.ok) return version;
      const { VersionNumber, LaunchTemplateData } = version.value;
      if (cannotTakeInterface(wanted, LaunchTemplateData))
        return { ok: false, failure: groupsOutsideInterface(LaunchTemplateId) };
      const made = await calls.createVersion(scope, {
        LaunchTemplateId,
        SourceVersion: String(VersionNumber),
        VersionDescription: 'Breakwater',
        LaunchTemplateData: templateDataOf(wanted, LaunchTemplateData),
      });
      if (!made.ok) return made;
      const defaultVersion = String(made.value.LaunchTemplateVersion.VersionNumber);
      return done(await calls.modifyTemplate(scope, LaunchTemplateId, defaultVersion));
    },
  };
}

const done = (reply: Outcome<unknown>): Outcome<undefined> => (reply.ok ? { ok: true, value: undefined } : reply);

const groupsOutsideInterface = (launchTemplateId: string) => ({
  kind: 'invalid' as const,
  operation: launchSettingsOperations.createVersion.operation,
  code: 'SecurityGroupsOutsideInterface',
  message: `launch template ${launchTemplateId} names security groups outside of its network interface, where no subnet, address or group can be set beside them: make a default version of it without them`,
  retryable: false,
  mayHaveHappened: false,
});
