/** The settings of one server: its group's, with its own merged over them. */
import {
  type LaunchConfig,
  type LaunchSettings,
  launchSettingsSchema,
  type ServerLaunchConfig,
} from './model/launch-config.ts';

/**
 * A field of the override that is absent or null keeps the group's. What a setting brings with it: a static address is
 * not replaced by the copied one, a chosen type not by right-sizing, and an existing instance keeps its own network, type
 * and profile.
 */
export const effectiveLaunchSettings = (
  group: LaunchConfig = {},
  override: ServerLaunchConfig = {},
): LaunchSettings => {
  const own = withoutNulls(override);
  const merged: LaunchSettings = { ...group, ...own };
  if (own.launchIntoInstanceId !== undefined) return intoInstance(own.launchIntoInstanceId, merged);
  return withSizing(own.staticPrivateIp === undefined ? merged : { ...merged, copyPrivateIp: false }, own);
};

const withSizing = (merged: LaunchSettings, own: LaunchSettings): LaunchSettings => {
  const { instanceType, targetInstanceTypeRightSizingMethod: method, ...rest } = merged;
  if (instanceType === undefined) return merged;
  if (own.instanceType !== undefined || method === undefined || method === 'NONE') {
    return { ...merged, targetInstanceTypeRightSizingMethod: 'NONE' };
  }
  // The server's own right-sizing over the group's type: DRS chooses.
  return { ...rest, targetInstanceTypeRightSizingMethod: method };
};

/** The volumes are replaced, all else of the instance stays: DRS demands that it copies neither tags nor an address. */
const intoInstance = (
  launchIntoInstanceId: string,
  { launchDisposition, licensing }: LaunchSettings,
): LaunchSettings => ({
  ...(launchDisposition === undefined ? {} : { launchDisposition }),
  ...(licensing === undefined ? {} : { licensing }),
  launchIntoInstanceId,
  copyPrivateIp: false,
  copyTags: false,
  targetInstanceTypeRightSizingMethod: 'NONE',
});

const withoutNulls = (override: ServerLaunchConfig): LaunchSettings =>
  launchSettingsSchema.parse(Object.fromEntries(Object.entries(override).filter(([, value]) => value !== null)));
