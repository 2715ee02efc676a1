import { otherId } from '../ids.ts';
import type { Cell, Server } from './entities.ts';
import { valueAt } from './history.ts';
import type { TemplateVersion } from './launch-template.ts';

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
