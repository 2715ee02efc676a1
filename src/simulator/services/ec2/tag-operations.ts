import type { QueryInput } from '../../wire/query.ts';
import type { Instance } from '../../world/instance.ts';
import { findSecurityGroup, findSubnet, securityGroups, subnets } from '../../world/network.ts';
import { originInstanceId, originTags } from '../../world/origin.ts';
import { launchTemplateId, serverOfTemplate } from '../../world/server-template.ts';
import { type Ec2Call, ec2Operation } from './ec2-operation.ts';
import { ec2Error, missing } from './errors.ts';
import { readFilters } from './filters.ts';
import { findInstances, isVisible } from './find-instances.ts';
import { unknownTemplate } from './launch-template-request.ts';
import { ec2Page } from './paging.ts';
import { instanceTags, networkTags, templateTags } from './tags.ts';

/** AWS's limit for one resource. */
const maxTags = 50;

/** Adds or overwrites tags of instances, launch templates, subnets and security groups. All or none. */
export const createTags = ec2Operation({
  name: 'CreateTags',
  members: ['ResourceId', 'Tag'],
  run(call, input) {
    const { world, cell, now } = call;
    const ids = input.list('ResourceId');
    if (ids.length === 0) throw missing('ResourceId');
    const given = readTags(input);
    const tags = Object.fromEntries(ids.map((id) => [id, { ...tagsOf(call, id, now), ...given }]));
    if (Object.values(tags).some((all) => Object.keys(all).length > maxTags)) {
      throw ec2Error('TagLimitExceeded', 'The maximum number of Tags for a resource has been reached.');
    }
    world.commit({ kind: 'tags', at: now, accountId: cell.accountId, region: cell.region, tags });
    return { return: true };
  },
});

function readTags(input: QueryInput): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const index of input.indexes('Tag')) {
    const key = input.text(`Tag.${index}.Key`);
    const value = input.text(`Tag.${index}.Value`) ?? '';
    if (key === undefined || key === '') throw ec2Error('InvalidParameterValue', 'Tag keys cannot be null or empty');
    if (key.startsWith('aws:')) {
      const message = `Value ( ${key} ) for parameter key is invalid. Tag keys starting with 'aws:' are reserved for internal use`;
      throw ec2Error('InvalidParameterValue', message);
    }
    if (key.length > 127 || value.length > 255) {
      throw ec2Error(
        'InvalidParameterValue',
        `Tag ${key.slice(0, 127)}: a key has at most 127 characters, a value 255`,
      );
    }
    tags[key] = value;
  }
  if (Object.keys(tags).length === 0) throw missing('Tag');
  return tags;
}

/** Tags of a resource at a time. Throws the NotFound error of its kind. */
function tagsOf(call: Ec2Call, id: string, at: number): Record<string, string> {
  const { cell } = call;
  const [prefix] = id.split('-');
  const origin = call.world.origins(cell).get(id);
  if (origin !== undefined) return originTags(cell, origin, at);
  if (prefix === 'i') {
    const [instance] = findInstances(call, [id], at);
    if (instance !== undefined) return instanceTags(cell, instance, at);
  }
  if (prefix === 'lt') {
    const server = serverOfTemplate(cell, id);
    if (server === undefined) throw unknownTemplate(id);
    return templateTags(cell, server, at);
  }
  const network = findSubnet(cell, id) ?? findSecurityGroup(cell, id);
  if (network !== undefined) return networkTags(cell, network, at);
  if (prefix === 'subnet') throw ec2Error('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`);
  if (prefix === 'sg') throw ec2Error('InvalidGroup.NotFound', `The security group '${id}' does not exist`);
  throw ec2Error('InvalidID', `The ID '${id}' is not valid`);
}

type TagItem = { resourceId: string; resourceType: string; key: string; value: string };

export const describeTags = ec2Operation({
  name: 'DescribeTags',
  members: ['Filter', 'MaxResults', 'NextToken'],
  run(call, input) {
    const { items, nextToken } = ec2Page<TagItem>(call, input, {
      operation: 'DescribeTags',
      min: 5,
      max: 1000,
      candidates: allTags(call),
      matches: readFilters<TagItem>(input, {
        tags: ({ key, value }) => ({ [key]: value }),
        values: {
          key: ({ key }) => [key],
          value: ({ value }) => [value],
          'resource-id': ({ resourceId }) => [resourceId],
          'resource-type': ({ resourceType }) => [resourceType],
        },
      }),
    });
    return { tagSet: { item: items }, nextToken };
  },
});

function allTags(call: Ec2Call): TagItem[] {
  const { cell, asOf } = call;
  const of = (resourceId: string, resourceType: string, tags: Record<string, string>): TagItem[] =>
    Object.entries(tags).map(([key, value]) => ({ resourceId, resourceType, key, value }));
  const isShown = (instance: Instance): boolean => isVisible(call, instance, asOf);
  return [
    ...subnets(cell).flatMap((one) => of(one.id, 'subnet', networkTags(cell, one, asOf))),
    ...securityGroups(cell).flatMap((one) => of(one.id, 'security-group', networkTags(cell, one, asOf))),
    ...cell.serverList.flatMap((one) => of(launchTemplateId(one), 'launch-template', templateTags(cell, one, asOf))),
    ...[...call.world.origins(cell).values()].flatMap((one) =>
      of(originInstanceId(one), 'instance', originTags(cell, one, asOf)),
    ),
    ...cell.instanceList
      .filter(isShown)
      .flatMap((one) => of(one.instanceId, 'instance', instanceTags(cell, one, asOf))),
  ];
}
