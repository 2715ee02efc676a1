import { AwsError } from '../../wire/aws-error.ts';
import type { QueryInput } from '../../wire/query.ts';
import type { Cell } from '../../world/cell.ts';
import { type Instance, instanceState } from '../../world/instance.ts';
import { availabilityZone, privateDnsName, privateIp, publicIp, subnetId, vpcId } from '../../world/network.ts';
import { imageId, instanceTags, stateCodes } from './instance-view.ts';

type Subject = { cell: Cell; instance: Instance; at: number };

const values: Record<string, (subject: Subject) => readonly string[]> = {
  'instance-id': ({ instance }) => [instance.instanceId],
  'instance-type': ({ instance }) => [instance.server.spec.instanceType],
  'instance-state-name': ({ instance, at }) => [instanceState(instance, at) ?? ''],
  'instance-state-code': ({ instance, at }) => [String(stateCodes[instanceState(instance, at) ?? 'terminated'])],
  'image-id': ({ instance }) => [imageId(instance)],
  'availability-zone': ({ cell }) => [availabilityZone(cell)],
  'private-ip-address': ({ cell, instance }) => [privateIp(cell, instance.ordinal)],
  'private-dns-name': ({ cell, instance }) => [privateDnsName(cell, privateIp(cell, instance.ordinal))],
  'ip-address': ({ cell, instance }) => (instance.server.spec.publicIp ? [publicIp(cell, instance.ordinal)] : []),
  'subnet-id': ({ cell }) => [subnetId(cell)],
  'vpc-id': ({ cell }) => [vpcId(cell)],
  'owner-id': ({ cell }) => [cell.accountId],
  'tag-key': ({ instance }) => instanceTags(instance).map(([key]) => key),
};

/** Reads `Filter.n`; values of one filter are alternatives, filters must all hold, `*` and `?` are wildcards. */
export function readFilters(input: QueryInput): (subject: Subject) => boolean {
  const filters = input.indexes('Filter').map((index) => {
    const name = input.text(`Filter.${index}.Name`) ?? '';
    const patterns = input.list(`Filter.${index}.Value`).map(wildcard);
    const read = name.startsWith('tag:') ? tagReader(name.slice(4)) : values[name];
    if (read === undefined) throw new AwsError('InvalidParameterValue', 400, `The filter '${name}' is invalid`);
    return (subject: Subject): boolean =>
      read(subject).some((value) => patterns.some((pattern) => pattern.test(value)));
  });
  return (subject) => filters.every((holds) => holds(subject));
}

const tagReader =
  (key: string) =>
  ({ instance }: Subject): readonly string[] =>
    instanceTags(instance).flatMap(([name, value]) => (name === key ? [value] : []));

function wildcard(pattern: string): RegExp {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}
