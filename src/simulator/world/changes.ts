import { z } from 'zod';
import type { Cell } from './cell.ts';
import { endInstance } from './instance.ts';
import { launchConfiguration } from './launch-configuration.ts';
import { templateVersion } from './launch-template.ts';
import { publishedMessage, subscription } from './messages.ts';
import { replicationConfiguration } from './replication-configuration.ts';
import { automation, command, functionCall } from './runs.ts';
import type { Server } from './server.ts';

const place = { at: z.number(), accountId: z.string(), region: z.string() };
const sourceServerId = z.string();
const instanceId = z.string();

/** Journal entries about settings and about single resources of one account and Region. */
export const changeEntries = [
  z.object({ kind: z.literal('initialized'), ...place }),
  z.object({
    kind: z.literal('launch-configuration'),
    ...place,
    sourceServerId,
    configuration: launchConfiguration,
    /** The launch template version that DRS made with it, now the default. */
    templateVersion,
  }),
  z.object({
    kind: z.literal('replication-configuration'),
    ...place,
    sourceServerId,
    configuration: replicationConfiguration,
  }),
  z.object({ kind: z.literal('template-version'), ...place, sourceServerId, templateVersion }),
  z.object({ kind: z.literal('template-default'), ...place, sourceServerId, number: z.number() }),
  /** All tags that each resource has from now on. */
  z.object({ kind: z.literal('tags'), ...place, tags: z.record(z.string(), z.record(z.string(), z.string())) }),
  z.object({
    kind: z.literal('instance-power'),
    ...place,
    change: z.enum(['start', 'stop', 'terminate']),
    instances: z.array(z.object({ instanceId, doneAt: z.number() })),
  }),
  z.object({ kind: z.literal('recovery-instance-disconnected'), ...place, instanceId }),
  z.object({ kind: z.literal('recovery-instance-deleted'), ...place, instanceId }),
  z.object({ kind: z.literal('job-deleted'), ...place, jobId: z.string() }),
  z.object({ kind: z.literal('topic'), ...place, topicArn: z.string() }),
  /** As it is from now on. */
  z.object({ kind: z.literal('subscription'), ...place, subscription }),
  z.object({ kind: z.literal('unsubscribed'), ...place, subscriptionArn: z.string() }),
  z.object({ kind: z.literal('message'), ...place, published: publishedMessage }),
  z.object({ kind: z.literal('automation'), ...place, automation }),
  z.object({ kind: z.literal('command'), ...place, command }),
  z.object({ kind: z.literal('function-call'), ...place, call: functionCall }),
] as const;

const changeEntry = z.discriminatedUnion('kind', changeEntries);
export type ChangeEntry = z.infer<typeof changeEntry>;

const kinds = new Set<string>(changeEntries.map((entry) => entry.shape.kind.value));
export const isChange = (entry: { kind: string }): entry is ChangeEntry => kinds.has(entry.kind);

/** Makes the change in the maps of its account and Region. */
export function applyChange(cell: Cell, entry: ChangeEntry): void {
  const { at } = entry;
  switch (entry.kind) {
    case 'initialized':
      cell.initializedAt ??= at;
      return;
    case 'launch-configuration': {
      const server = serverOf(cell, entry.sourceServerId);
      server.launchConfigurations.push({ since: at, value: entry.configuration });
      server.templateVersions.push(entry.templateVersion);
      server.templateDefaults.push({ since: at, value: entry.templateVersion.number });
      return;
    }
    case 'replication-configuration':
      serverOf(cell, entry.sourceServerId).replicationConfigurations.push({ since: at, value: entry.configuration });
      return;
    case 'template-version':
      serverOf(cell, entry.sourceServerId).templateVersions.push(entry.templateVersion);
      return;
    case 'template-default':
      serverOf(cell, entry.sourceServerId).templateDefaults.push({ since: at, value: entry.number });
      return;
    case 'tags':
      for (const [resource, tags] of Object.entries(entry.tags)) {
        cell.tags.set(resource, [...(cell.tags.get(resource) ?? []), { since: at, value: tags }]);
      }
      return;
    case 'instance-power':
      for (const { instanceId: id, doneAt } of entry.instances) {
        const instance = known(cell.instances.get(id), id);
        if (entry.change === 'terminate') endInstance(instance, at, doneAt);
        else instance.power.push({ change: entry.change, at, doneAt });
      }
      return;
    case 'recovery-instance-disconnected':
      known(cell.recoveryInstances.get(entry.instanceId), entry.instanceId).disconnectedAt = at;
      return;
    case 'recovery-instance-deleted':
      known(cell.recoveryInstances.get(entry.instanceId), entry.instanceId).unlistedAt = at;
      return;
    case 'job-deleted':
      known(cell.jobs.get(entry.jobId), entry.jobId).deletedAt = at;
      return;
    case 'topic':
      cell.topics.add(entry.topicArn);
      return;
    case 'subscription': {
      const { subscriptionArn } = entry.subscription;
      if (!cell.subscriptions.has(subscriptionArn)) cell.subscriptionCount += 1;
      cell.subscriptions.set(subscriptionArn, entry.subscription);
      return;
    }
    case 'unsubscribed':
      cell.subscriptions.delete(entry.subscriptionArn);
      return;
    case 'message':
      cell.messages.push(entry.published);
      return;
    case 'automation':
      cell.automations.push(entry.automation);
      return;
    case 'command':
      cell.commands.push(entry.command);
      return;
    case 'function-call':
      cell.functionCalls.push(entry.call);
      return;
  }
}

const serverOf = (cell: Cell, id: string): Server => known(cell.servers.get(id), id);

function known<T>(found: T | undefined, id: string): T {
  if (found === undefined) throw new Error(`the journal names ${id}, which does not exist`);
  return found;
}
