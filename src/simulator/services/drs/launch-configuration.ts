import { AwsError } from '../../wire/aws-error.ts';
import { notImplemented } from '../../wire/service.ts';
import { instanceState } from '../../world/instance.ts';
import type { LaunchConfiguration } from '../../world/launch-configuration.ts';
import { allowsLaunching, conflictingFields } from '../../world/launch-into.ts';
import type { TemplateData, TemplateVersion } from '../../world/launch-template.ts';
import { sourceIp } from '../../world/network.ts';
import { primaryInterface } from '../../world/plan-launch.ts';
import type { Server } from '../../world/server.ts';
import { launchConfigurationOf } from '../../world/server-settings.ts';
import { defaultVersion, launchTemplateId, templateVersions } from '../../world/server-template.ts';
import { getLaunchConfigurationRequest, updateLaunchConfigurationRequest } from './configuration-shapes.ts';
import { invalid } from './errors.ts';
import { findServer } from './find.ts';
import { type DrsContext, drsOperation } from './operation.ts';

export const getLaunchConfiguration = drsOperation({
  name: 'GetLaunchConfiguration',
  input: getLaunchConfigurationRequest,
  run(context, { sourceServerID }) {
    const server = findServer(context, sourceServerID);
    return view(server, launchConfigurationOf(server, context.asOf));
  },
});

/**
 * Members that are not named stay as they are. DRS then writes what it owns into a new version of the launch template
 * and makes it the default: so whoever changes both changes this first. A call that changes nothing makes no version.
 */
export const updateLaunchConfiguration = drsOperation({
  name: 'UpdateLaunchConfiguration',
  input: updateLaunchConfigurationRequest,
  run(context, input) {
    const { world, cell, now } = context;
    const server = findServer(context, input.sourceServerID);
    const before = launchConfigurationOf(server, now);
    const after: LaunchConfiguration = {
      name: input.name ?? before.name,
      launchDisposition: input.launchDisposition ?? before.launchDisposition,
      rightSizing: input.targetInstanceTypeRightSizingMethod ?? before.rightSizing,
      copyPrivateIp: input.copyPrivateIp ?? before.copyPrivateIp,
      copyTags: input.copyTags ?? before.copyTags,
      osByol: input.licensing?.osByol ?? before.osByol,
      postLaunchEnabled: input.postLaunchEnabled ?? before.postLaunchEnabled,
      recoveryMode: input.recoveryMode ?? before.recoveryMode,
      ...launchIntoOf(before, input.launchIntoInstanceProperties?.launchIntoEC2InstanceID),
    };
    refuseLaunchInto(context, server, after);
    if (JSON.stringify(after) !== JSON.stringify(before)) {
      const { accountId, region } = cell;
      const templateVersion = versionOf(context, server, before, after);
      const sourceServerId = server.id;
      world.commit({
        kind: 'launch-configuration',
        at: now,
        accountId,
        region,
        sourceServerId,
        configuration: after,
        templateVersion,
      });
    }
    return view(server, after);
  },
});

const launchIntoOf = (before: LaunchConfiguration, asked: string | undefined) => {
  const launchIntoInstanceId = asked ?? before.launchIntoInstanceId;
  return launchIntoInstanceId === undefined ? {} : { launchIntoInstanceId };
};

/** The first words are DRS's own (its guide, "Launch configuration errors"); it publishes none for the tag and the rest. */
function refuseLaunchInto({ world, cell, now }: DrsContext, server: Server, after: LaunchConfiguration): void {
  const { launchIntoInstanceId: id, copyTags, copyPrivateIp, osByol } = after;
  if (id === undefined) return;
  if (world.origins(cell).has(id)) {
    throw new AwsError(notImplemented, 501, 'The simulator does not model launching into what a source server runs on');
  }
  const define = `You cannot define the EC2 instance ${id} as a launch into instance ID as`;
  const instance = cell.instances.get(id);
  if (instance === undefined || (instanceState(instance, now) ?? 'terminated') === 'terminated') {
    throw invalid(`${define} it does not exist`, 'other');
  }
  if (!allowsLaunching(cell, instance, now)) {
    throw invalid(`${define} it lacks the tag AWSDRS with the value AllowLaunchingIntoThisInstance`, 'other');
  }
  const fields = conflictingFields(cell, server, instance, osByol);
  if (fields.length > 0) {
    const words = `is has conflicting instance settings to those of the source server (${server.id}). The following fields have a configuration mismatch: ${fields.join(', ')}.`;
    throw invalid(`${define} ${words}`, 'other');
  }
  if (copyTags || copyPrivateIp) {
    throw invalid(`${define} copyTags and copyPrivateIp must be off to launch into an instance`, 'other');
  }
}

function versionOf(
  { cell, now }: DrsContext,
  server: Server,
  before: LaunchConfiguration,
  after: LaunchConfiguration,
): TemplateVersion {
  const base = defaultVersion(server, now);
  const copied = sourceIp(cell, server.position);
  const { privateIpAddress, ...nic } = primaryInterface(base.data) ?? { deviceIndex: 0 };
  const keptIp = before.copyPrivateIp && privateIpAddress === copied ? undefined : privateIpAddress;
  const ip = after.copyPrivateIp ? copied : keptIp;
  const others = (base.data.networkInterfaces ?? []).filter((one) => one !== primaryInterface(base.data));
  const data: TemplateData = {
    ...base.data,
    ...(after.rightSizing === 'NONE' ? {} : { instanceType: server.spec.instanceType }),
    networkInterfaces: [{ ...nic, ...(ip === undefined ? {} : { privateIpAddress: ip }) }, ...others],
  };
  const number = templateVersions(server, now).length + 1;
  const [first] = templateVersions(server, now);
  return { number, createdAt: now, createdBy: first?.createdBy ?? '', data };
}

/** Shape: LaunchConfiguration of the API model. */
function view(server: Server, configuration: LaunchConfiguration): object {
  const { rightSizing, osByol, launchIntoInstanceId, ...rest } = configuration;
  return {
    sourceServerID: server.id,
    ec2LaunchTemplateID: launchTemplateId(server),
    ...rest,
    targetInstanceTypeRightSizingMethod: rightSizing,
    licensing: { osByol },
    launchIntoInstanceProperties:
      launchIntoInstanceId === undefined ? {} : { launchIntoEC2InstanceID: launchIntoInstanceId },
  };
}
