import type { XmlObject } from '../../wire/xml.ts';
import { type Cell, tagsAt } from '../../world/cell.ts';
import type { Instance } from '../../world/instance.ts';
import { settledInstance } from '../../world/instance-settings.ts';
import type { SecurityGroup, Subnet } from '../../world/network.ts';
import type { Server } from '../../world/server.ts';
import { launchTemplateId } from '../../world/server-template.ts';

type Tags = Record<string, string>;

/** The tags of each kind of resource: those it was made with, until CreateTags says otherwise. */
export const instanceTags = (cell: Cell, instance: Instance, at: number): Tags =>
  tagsAt(cell, instance.instanceId, settledInstance(cell, instance).tags, at);

export const templateTags = (cell: Cell, server: Server, at: number): Tags =>
  tagsAt(cell, launchTemplateId(server), { AWSElasticDisasterRecoverySourceServerID: server.id }, at);

export const networkTags = (cell: Cell, { id, name }: Subnet | SecurityGroup, at: number): Tags =>
  tagsAt(cell, id, { Name: name }, at);

export const tagSet = (tags: Tags): XmlObject => ({
  item: Object.entries(tags).map(([key, value]) => ({ key, value })),
});
