/**
 * Fields of a launch template that DRS writes itself at each launch (DRS guide, "EC2 launch template"): what anybody else
 * writes there is lost, or breaks the launch.
 */
const owned: ReadonlySet<string> = new Set([
  'imageId',
  'userData',
  'blockDeviceMappings',
  'placement',
  'placementGroup',
  'availabilityZone',
  'keyName',
]);

/** Why a field of launch settings cannot be set; undefined when DRS does not own it, or it is no such field. */
export const ownedByDrs = (path: readonly (string | number)[], field: string): string | undefined =>
  owned.has(field) && path.some((part) => part === 'launchConfig' || part === 'serverOverrides')
    ? `DRS sets ${field} itself, at each launch: it cannot be set here`
    : undefined;
