import { type Instance, instanceState } from '../../world/instance.ts';
import { settledInstance } from '../../world/instance-settings.ts';
import { privateDnsName, publicIp, vpcId } from '../../world/network.ts';
import { type Ec2Call, ec2Operation } from './ec2-operation.ts';
import { type Filterable, readFilters } from './filters.ts';
import { findInstances, isVisible } from './find-instances.ts';
import { imageId, networkInterfaceId, reservationView, stateCodes } from './instance-view.ts';
import { ec2Page } from './paging.ts';
import { instanceTags } from './tags.ts';

/** One reservation for each instance. */
export const describeInstances = ec2Operation({
  name: 'DescribeInstances',
  members: ['InstanceId', 'Filter', 'MaxResults', 'NextToken'],
  run(call, input) {
    const { cell, asOf } = call;
    const ids = input.list('InstanceId');
    const holds = readFilters(input, filterable(call));
    const { items, nextToken } = ec2Page<Instance>(call, input, {
      operation: 'DescribeInstances',
      min: 5,
      max: 1000,
      candidates: ids.length > 0 ? findInstances(call, ids, asOf) : cell.instanceList,
      matches: (instance) => isVisible(call, instance, asOf) && holds(instance),
      named: ids.length > 0 ? 'instancesSet' : undefined,
    });
    return { reservationSet: { item: items.map((instance) => reservationView(cell, instance, asOf)) }, nextToken };
  },
});

function filterable({ cell, asOf }: Ec2Call): Filterable<Instance> {
  const settled = (instance: Instance) => settledInstance(cell, instance);
  return {
    tags: (instance) => instanceTags(cell, instance, asOf),
    values: {
      'instance-id': (instance) => [instance.instanceId],
      'instance-type': (instance) => [settled(instance).instanceType],
      'instance-state-name': (instance) => [instanceState(instance, asOf)],
      'instance-state-code': (instance) => [String(stateCodes[instanceState(instance, asOf) ?? 'terminated'])],
      'image-id': (instance) => [imageId(instance)],
      'availability-zone': (instance) => [settled(instance).subnet.zone],
      'private-ip-address': (instance) => [settled(instance).privateIp],
      'private-dns-name': (instance) => [privateDnsName(cell, settled(instance).privateIp)],
      'ip-address': (instance) => (settled(instance).hasPublicIp ? [publicIp(cell, instance.ordinal)] : []),
      'subnet-id': (instance) => [settled(instance).subnet.id],
      'vpc-id': () => [vpcId(cell)],
      'owner-id': () => [cell.accountId],
      'instance.group-id': (instance) => settled(instance).securityGroupIds,
      'network-interface.network-interface-id': (instance) => [networkInterfaceId(instance)],
    },
  };
}
