import { AwsError } from '../../wire/aws-error.ts';
import { notImplemented } from '../../wire/service.ts';
import type { LaunchConfiguration } from '../../world/launch-configuration.ts';
import type { TemplateData, TemplateVersion } from '../../world/launch-template.ts';
import { sourceIp } from '../../world/network.ts';
import { primaryInterface } from '../../world/plan-launch.ts';
import type { Server } from '../../world/server.ts';
import { launchConfigurationOf } from '../../world/server-settings.ts';
import { defaultVersion, launchTemplateId, templateVersions } from '../../world/server-template.ts';
import { getLaunchConfigurationRequest, updateLaunchConfigurationRequest } from './configuration-shapes.ts';
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
    const launchInto = input.launchIntoInstanceProperties?.launchIntoEC2InstanceID;
    if (launchInto !== undefined) {
      throw new AwsError(notImplemented, 501, 'The simulator does not model launching into an existing instance');
    }
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
    };
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
  const { rightSizing, osByol, ...rest } = configuration;
  return {
    sourceServerID: server.id,
    ec2LaunchTemplateID: launchTemplateId(server),
    ...rest,
    targetInstanceTypeRightSizingMethod: rightSizing,
    licensing: { osByol },
    launchIntoInstanceProperties: {},
  };
}
