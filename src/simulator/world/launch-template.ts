import { z } from 'zod';
import { otherId } from '../ids.ts';
import type { Cell } from './cell.ts';
import { valueAt } from './history.ts';
import type { Server } from './server.ts';

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

/** DRS makes one template for each source server; no two servers share one. */
export const launchTemplateId = (server: Server): string => otherId('lt', server.id);
export const launchTemplateName = (server: Server): string => `created-and-used-by-drs-${server.id}`;

/** Every version that exists at a time, oldest first. */
export function templateVersions(server: Server, at: number): TemplateVersion[] {
  const { spec, addedAt } = server;
  const first: TemplateVersion = {
    number: 1,
    createdAt: addedAt,
    createdBy: `arn:aws:sts::${spec.accountId}:assumed-role/AWSServiceRoleForElasticDisasterRecovery/drs`,
    data: {
      instanceType: spec.instanceType,
      networkInterfaces: [{ deviceIndex: 0, associatePublicIpAddress: spec.publicIp, deleteOnTermination: true }],
    },
  };
  return [first, ...server.templateVersions.filter((version) => version.createdAt <= at)];
}

/** The number of the version that DRS launches with. */
export const defaultVersionNumber = (server: Server, at: number): number => valueAt(server.templateDefaults, at) ?? 1;

export function defaultVersion(server: Server, at: number): TemplateVersion {
  const number = defaultVersionNumber(server, at);
  const version = templateVersions(server, at).find((one) => one.number === number);
  if (version === undefined) throw new Error(`${server.id} has no launch template version ${number}`);
  return version;
}

const indexes = new WeakMap<Cell, Map<string, Server>>();

/** The server whose template has this id. */
export function serverOfTemplate(cell: Cell, templateId: string): Server | undefined {
  let index = indexes.get(cell);
  // Servers only ever join.
  if (index === undefined || index.size < cell.serverList.length) {
    index = new Map(cell.serverList.map((server) => [launchTemplateId(server), server]));
    indexes.set(cell, index);
  }
  return index.get(templateId);
}
