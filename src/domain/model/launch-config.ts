/**
 * How recovery instances are launched: for a group, and for single servers of it. The names are those of DRS's launch
 * configuration and of EC2's launch template. What is not named is left as it is in AWS.
 */
import { z } from 'zod';
import { limits } from '../limits.ts';
import { sourceServerIdSchema, textLike } from './identifiers.ts';

const subnetIdSchema = textLike(/^subnet-[0-9a-f]{8,17}$/, 'a subnet id is subnet- and 8 or 17 hex digits');
const securityGroupIdSchema = textLike(/^sg-[0-9a-f]{8,17}$/, 'a security group id is sg- and 8 or 17 hex digits');
/** Families and sizes may hold hyphens: `u-6tb1.metal`, `m7i.metal-24xl`, `c7i-flex.large`. */
const instanceTypeSchema = textLike(
  /^[a-z][a-z0-9-]{0,30}\.[a-z0-9-]{1,30}$/,
  'an instance type looks like m5.large or m7i.metal-24xl',
);
/** IAM API reference, CreateInstanceProfile. */
const instanceProfileNameSchema = textLike(
  /^[\w+=,.@-]{1,128}$/,
  'the name of an instance profile, without its path: 1 to 128 letters, digits and +=,.@-_',
);
const existingInstanceIdSchema = textLike(/^i-[0-9a-f]{8,17}$/, 'an EC2 instance id is i- and 8 or 17 hex digits');

const fields = {
  subnetId: subnetIdSchema.describe('The subnet of the first network interface'),
  securityGroupIds: z
    .array(securityGroupIdSchema)
    .min(1, 'name at least one security group')
    .max(limits.securityGroupsPerInterface, `at most ${limits.securityGroupsPerInterface} security groups`)
    .refine((ids) => new Set(ids).size === ids.length, 'the same security group is listed twice')
    .describe('The security groups of the first network interface'),
  instanceType: instanceTypeSchema.describe(
    'The EC2 instance type. It takes effect without right-sizing only, so `NONE` goes with it unless something else is named',
  ),
  instanceProfileName: instanceProfileNameSchema.describe('The IAM instance profile'),
  targetInstanceTypeRightSizingMethod: z
    .enum(['NONE', 'BASIC', 'IN_AWS'])
    .describe('Whether DRS chooses the instance type by itself, at every launch'),
  launchDisposition: z.enum(['STARTED', 'STOPPED']).describe('Whether the launched instance is started'),
  copyPrivateIp: z.boolean().describe('Launch with the private address that the source machine has'),
  copyTags: z.boolean().describe('Copy the tags of the source server to the instance'),
  licensing: z
    .strictObject({ osByol: z.boolean().describe('Bring your own licence for the operating system') })
    .describe('Licence of the operating system'),
};

/** Of all servers of a group. */
export const launchConfigSchema = z.strictObject({
  subnetId: fields.subnetId.optional(),
  securityGroupIds: fields.securityGroupIds.optional(),
  instanceType: fields.instanceType.optional(),
  instanceProfileName: fields.instanceProfileName.optional(),
  targetInstanceTypeRightSizingMethod: fields.targetInstanceTypeRightSizingMethod.optional(),
  launchDisposition: fields.launchDisposition.optional(),
  copyPrivateIp: fields.copyPrivateIp.optional(),
  copyTags: fields.copyTags.optional(),
  licensing: fields.licensing.optional(),
});
export type LaunchConfig = z.infer<typeof launchConfigSchema>;

/** Null stands in place of nothing: some who write YAML or JSON cannot leave a field out. */
const own = <Schema extends z.ZodType>(schema: Schema) =>
  schema
    .nullable()
    .optional()
    .describe(schema.description ?? '');

/** Of one server. Merged over its group's: a field that is absent or null keeps the group's. */
export const serverLaunchConfigSchema = z.strictObject({
  subnetId: own(fields.subnetId),
  securityGroupIds: own(fields.securityGroupIds),
  instanceType: own(fields.instanceType),
  instanceProfileName: own(fields.instanceProfileName),
  targetInstanceTypeRightSizingMethod: own(fields.targetInstanceTypeRightSizingMethod),
  launchDisposition: own(fields.launchDisposition),
  copyPrivateIp: own(fields.copyPrivateIp),
  copyTags: own(fields.copyTags),
  licensing: own(fields.licensing),
  staticPrivateIp: own(
    z
      .ipv4('an IPv4 address looks like 10.0.1.20')
      .describe('The private address of the instance, in its subnet; the address of the source is then not copied'),
  ),
  launchIntoInstanceId: own(
    existingInstanceIdSchema.describe(
      'An EC2 instance that DRS launches the server into: it replaces its volumes. Network, type, profile and tags are then those of that instance, which carries the tag `AWSDRS` = `AllowLaunchingIntoThisInstance`, is stopped when its wave comes, and is never terminated by a clean-up',
    ),
  ),
});
export type ServerLaunchConfig = z.infer<typeof serverLaunchConfigSchema>;

export const serverOverridesSchema = z
  .record(sourceServerIdSchema, serverLaunchConfigSchema)
  .meta({ maxProperties: limits.serverOverridesPerGroup })
  .refine(
    (overrides) => Object.keys(overrides).length <= limits.serverOverridesPerGroup,
    `at most ${limits.serverOverridesPerGroup} servers with settings of their own in one group: divide the group`,
  );

/** What is said of the launch of a group's servers. */
export const launchConfigFields = {
  launchConfig: launchConfigSchema
    .describe('How all servers of the group are launched. What is not named is left as it is in AWS')
    .optional(),
  serverOverrides: serverOverridesSchema
    .describe('By source server id: what differs for one server. A field that is absent or null keeps the group’s')
    .optional(),
};

/** In DRS's launch configuration, changed by UpdateLaunchConfiguration. */
export const drsSettingsSchema = z.object({
  launchDisposition: fields.launchDisposition.optional(),
  targetInstanceTypeRightSizingMethod: fields.targetInstanceTypeRightSizingMethod.optional(),
  copyPrivateIp: fields.copyPrivateIp.optional(),
  copyTags: fields.copyTags.optional(),
  licensing: fields.licensing.optional(),
  launchIntoInstanceId: z.string().optional(),
});
export type DrsSettings = z.infer<typeof drsSettingsSchema>;

/** In the EC2 launch template that DRS keeps for the server. */
export const templateSettingsSchema = z.object({
  subnetId: z.string().optional(),
  securityGroupIds: z.array(z.string()).optional(),
  instanceType: z.string().optional(),
  instanceProfileName: z.string().optional(),
  staticPrivateIp: z.string().optional(),
});
export type TemplateSettings = z.infer<typeof templateSettingsSchema>;

/** What one server is to be launched with; or, read from AWS, what it would be launched with. */
export const launchSettingsSchema = z.object({ ...drsSettingsSchema.shape, ...templateSettingsSchema.shape });
export type LaunchSettings = z.infer<typeof launchSettingsSchema>;
