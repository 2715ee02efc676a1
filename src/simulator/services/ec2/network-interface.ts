import type { XmlObject } from '../../wire/xml.ts';
import { type Instance, instanceState } from '../../world/instance.ts';
import { settledInstance } from '../../world/instance-settings.ts';
import { macAddress, privateDnsName, vpcId } from '../../world/network.ts';
import { type Ec2Call, ec2Operation } from './ec2-operation.ts';
import { ec2Error } from './errors.ts';
import { type Filterable, readFilters } from './filters.ts';
import { isVisible } from './find-instances.ts';
import { groupItems, networkInterfaceId } from './instance-view.ts';
import { ec2Page } from './paging.ts';

/** An instance has one interface, until it is terminated. */
export const hasInterface = (call: Ec2Call, instance: Instance): boolean =>
  isVisible(call, instance, call.asOf) && instanceState(instance, call.asOf) !== 'terminated';

/** Shows who holds an address. */
export const describeNetworkInterfaces = ec2Operation({
  name: 'DescribeNetworkInterfaces',
  members: ['NetworkInterfaceId', 'Filter', 'MaxResults', 'NextToken'],
  run(call, input) {
    const ids = input.list('NetworkInterfaceId');
    const holds = readFilters(input, filterable(call));
    const { items, nextToken } = ec2Page<Instance>(call, input, {
      operation: 'DescribeNetworkInterfaces',
      min: 5,
      max: 1000,
      candidates: ids.length > 0 ? ids.map((id) => holderOf(call, id)) : call.cell.instanceList,
      matches: (instance) => hasInterface(call, instance) && holds(instance),
      named: ids.length > 0 ? 'networkInterfaceIds' : undefined,
    });
    return { networkInterfaceSet: { item: items.map((instance) => view(call, instance)) }, nextToken };
  },
});

function holderOf(call: Ec2Call, id: string): Instance {
  const found = call.cell.instanceList.find((one) => networkInterfaceId(one) === id && hasInterface(call, one));
  if (found !== undefined) return found;
  throw ec2Error('InvalidNetworkInterfaceID.NotFound', `The networkInterface ID '${id}' does not exist`);
}

function filterable({ cell }: Ec2Call): Filterable<Instance> {
  const settled = (instance: Instance) => settledInstance(cell, instance);
  return {
    tags: () => ({}),
    values: {
      'network-interface-id': (instance) => [networkInterfaceId(instance)],
      'private-ip-address': (instance) => [settled(instance).privateIp],
      'addresses.private-ip-address': (instance) => [settled(instance).privateIp],
      'subnet-id': (instance) => [settled(instance).subnet.id],
      'vpc-id': () => [vpcId(cell)],
      'group-id': (instance) => settled(instance).securityGroupIds,
      'availability-zone': (instance) => [settled(instance).subnet.zone],
      'attachment.instance-id': (instance) => [instance.instanceId],
      'owner-id': () => [cell.accountId],
      status: () => ['in-use'],
    },
  };
}

function view({ cell }: Ec2Call, instance: Instance): XmlObject {
  const { subnet, privateIp, securityGroupIds } = settledInstance(cell, instance);
  return {
    networkInterfaceId: networkInterfaceId(instance),
    subnetId: subnet.id,
    vpcId: vpcId(cell),
    availabilityZone: subnet.zone,
    description: '',
    ownerId: cell.accountId,
    requesterManaged: false,
    status: 'in-use',
    interfaceType: 'interface',
    macAddress: macAddress(instance.server.id),
    privateIpAddress: privateIp,
    privateDnsName: privateDnsName(cell, privateIp),
    sourceDestCheck: true,
    groupSet: { item: groupItems(cell, securityGroupIds) },
    attachment: { instanceId: instance.instanceId, deviceIndex: 0, status: 'attached', deleteOnTermination: true },
    privateIpAddressesSet: { item: { privateIpAddress: privateIp, primary: true } },
    tagSet: {},
  };
}
