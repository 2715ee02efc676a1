import { type Cell, tagsAt } from '../../world/cell.ts';
import { isRecoveryInstance } from '../../world/instance.ts';
import { isListed } from '../../world/job.ts';
import { estateTags } from '../../world/server.ts';
import { invalid, notFound } from './errors.ts';
import { type DrsCall, type DrsOperation, isInitialized, parseRequest } from './operation.ts';
import { recoveryInstanceTags } from './recovery-instance-view.ts';
import { listTagsRequest, tagRequest, untagRequest } from './shapes.ts';

/** AWS's limit for one resource. */
const maxTags = 50;
const path = '/tags/{resourceArn}';

export const listTagsForResource: DrsOperation = {
  name: 'ListTagsForResource',
  status: 200,
  route: { method: 'GET', path },
  answer: (call, input) => ({
    tags: findTagged(call, parseRequest(listTagsRequest, input).resourceArn, call.asOf).tags,
  }),
};

export const tagResource: DrsOperation = {
  name: 'TagResource',
  status: 200,
  route: { method: 'POST', path },
  answer(call, input) {
    const { resourceArn, tags } = parseRequest(tagRequest, input);
    const { cell, tags: before } = findTagged(call, resourceArn, call.now);
    const reserved = Object.keys(tags).find((key) => key.toLowerCase().startsWith('aws:'));
    if (reserved !== undefined) throw invalid(`Tag key ${reserved}: aws: is reserved for AWS`, 'other');
    const after = { ...before, ...tags };
    if (Object.keys(after).length > maxTags) throw invalid(`A resource has at most ${maxTags} tags`, 'other');
    return change(call, cell, resourceArn, after);
  },
};

/** A key that the resource does not have is no mistake. */
export const untagResource: DrsOperation = {
  name: 'UntagResource',
  status: 200,
  route: { method: 'DELETE', path },
  answer(call, input) {
    const { resourceArn, tagKeys } = parseRequest(untagRequest, input);
    const { cell, tags } = findTagged(call, resourceArn, call.now);
    const after = Object.fromEntries(Object.entries(tags).filter(([key]) => !tagKeys.includes(key)));
    return change(call, cell, resourceArn, after);
  },
};

function change({ world, now }: DrsCall, cell: Cell, arn: string, tags: Record<string, string>): undefined {
  const { accountId, region } = cell;
  world.commit({ kind: 'tags', at: now, accountId, region, tags: { [arn]: tags } });
}

/** The tags of a source server, a job or a recovery instance. Throws ResourceNotFoundException for anything else. */
function findTagged({ cell, accountId, region }: DrsCall, arn: string, at: number) {
  const missing = notFound(`Resource ${arn} does not exist`, arn.slice(0, 2048), 'resource');
  const [, arnRegion, arnAccount, type, id = ''] = /^arn:aws:drs:([^:]*):([^:]*):([a-z-]+)\/(.+)$/.exec(arn) ?? [];
  if (arnRegion !== region || arnAccount !== accountId || !isInitialized(cell, at)) throw missing;
  const base = baseTags(cell, `${type}`, id, at);
  if (base === undefined) throw missing;
  return { cell, tags: tagsAt(cell, arn, base, at) };
}

function baseTags(cell: Cell, type: string, id: string, at: number): Record<string, string> | undefined {
  const server = type === 'source-server' ? cell.servers.get(id) : undefined;
  if (server !== undefined) return estateTags(server);
  const job = type === 'job' ? cell.jobs.get(id) : undefined;
  if (job !== undefined && isListed(job, at)) return job.tags;
  const instance = type === 'recovery-instance' ? cell.recoveryInstances.get(id) : undefined;
  return instance !== undefined && isRecoveryInstance(instance, at) ? recoveryInstanceTags(instance) : undefined;
}
