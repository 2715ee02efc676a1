import { z } from 'zod';

const text = z.string().optional();
const flag = z.boolean().optional();
const whole = z.number().optional();

/** What a launch template version says; the members of EC2's LaunchTemplateData that the simulator keeps. */
export const templateData = z.object({
  imageId: text,
  instanceType: text,
  keyName: text,
  userData: text,
  ebsOptimized: flag,
  disableApiTermination: flag,
  disableApiStop: flag,
  instanceInitiatedShutdownBehavior: text,
  iamInstanceProfile: z.object({ arn: text, name: text }).optional(),
  monitoring: z.object({ enabled: flag }).optional(),
  creditSpecification: z.object({ cpuCredits: text }).optional(),
  metadataOptions: z
    .object({ httpTokens: text, httpEndpoint: text, httpPutResponseHopLimit: whole, instanceMetadataTags: text })
    .optional(),
  placement: z
    .object({ availabilityZone: text, tenancy: text, groupName: text, hostId: text, hostResourceGroupArn: text })
    .optional(),
  securityGroupIds: z.array(z.string()).optional(),
  networkInterfaces: z
    .array(
      z.object({
        deviceIndex: whole,
        subnetId: text,
        groups: z.array(z.string()).optional(),
        privateIpAddress: text,
        associatePublicIpAddress: flag,
        deleteOnTermination: flag,
        description: text,
      }),
    )
    .optional(),
  blockDeviceMappings: z
    .array(
      z.object({
        deviceName: text,
        ebs: z
          .object({
            deleteOnTermination: flag,
            encrypted: flag,
            iops: whole,
            kmsKeyId: text,
            throughput: whole,
            volumeSize: whole,
            volumeType: text,
          })
          .optional(),
      }),
    )
    .optional(),
  tagSpecifications: z
    .array(z.object({ resourceType: text, tags: z.array(z.object({ key: z.string(), value: z.string() })) }))
    .optional(),
});
export type TemplateData = z.infer<typeof templateData>;

/** A version of a launch template. Version 1 is DRS's own and follows from the server. */
export const templateVersion = z.object({
  number: z.number(),
  createdAt: z.number(),
  createdBy: z.string(),
  description: z.string().optional(),
  data: templateData,
  /** Of the request that made it, for idempotency. */
  clientToken: z.string().optional(),
  request: z.string().optional(),
});
export type TemplateVersion = z.infer<typeof templateVersion>;
