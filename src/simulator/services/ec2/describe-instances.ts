import { type Instance, instanceState } from '../../world/instance.ts';
import { settledInstance } from '../../world/instance-settings.ts';
import { privateDnsName, publicIp, vpcId } from '../../world/network.ts';
import { originInstanceId, originTags } from '../../world/origin.ts';
import type { Server } from '../../world/server.ts';
import { type Ec2Call, ec2Operation } from './ec2-operation.ts';
import { type Filterable, readFilters } from './filters.ts';
import { findInstances, isVisible } from './find-instances.ts';
import { imageId, networkInterfaceId, reservationView, stateCodes } from './instance-view.ts';
import { originReservation } from './origin-view.ts';
import { ec2Page } from './paging.ts';
import { instanceTags } from './tags.ts';

/** One reservation for each instance. */
export const describeInstances = ec2Operation({
  name: 'DescribeInstances',
  members: ['InstanceId', 'Filter', 'MaxResults', 'NextToken'],
  run(call, input) {
    const { cell, asOf } = call;
    const ids = input.list('InstanceId');
    const origins = call.world.origins(cell);
    const launched = findInstances(
      call,
      ids.filter((id) => !origins.has(id)),
      asOf,
    );
    const holds = readFilters(input, filterable(call));
    const { items, nextToken } = ec2Page<Instance | Server>(call, input, {
      operation: 'DescribeInstances',
      min: 5,
      max: 1000,
      candidates:
        ids.length > 0
          ? [...launched, ...ids.flatMap((id) => origins.get(id) ?? [])]
          : [...cell.instanceList, ...origins.values()],
      matches: (one) => (isOrigin(one) || isVisible(call, one, asOf)) && holds(one),
      named: ids.length > 0 ? 'instancesSet' : undefined,
    });
    return {
      reservationSet: {
        item: items.map((one) =>
          isOrigin(one) ? originReservation(cell, one, asOf) : reservationView(cell, one, asOf),
        ),
      },
      nextToken,
    };
  },
});

const isOrigin = (one: Instance | Server): one is Server => !('instanceId' in one);

/** An instance that DRS launched is filtered by all of these; one that is a source server by what is modelled of it. */
function filterable(call: Ec2Call): Filterable<Instance | Server> {
  const { cell, asOf } = call;
  const ofLaunched = filterableLaunched(call);
  const ofOrigin: Filterable<Server>['values'] = {
    'instance-id': (server) => [originInstanceId(server)],
    'instance-type': ({ spec }) => [spec.instanceType],
    'instance-state-name': () => ['running'],
    'instance-state-code': () => [String(stateCodes.running)],
    'availability-zone': ({ spec }) => [spec.origin?.availabilityZone],
    'owner-id': () => [cell.accountId],
  };
  return {
    tags: (one) => (isOrigin(one) ? originTags(cell, one, asOf) : ofLaunched.tags(one)),
    values: Object.fromEntries(
      Object.entries(ofLaunched.values).map(([name, read]) => [
        name,
        (one: Instance | Server) => (isOrigin(one) ? (ofOrigin[name]?.(one) ?? []) : read(one)),
      ]),
    ),
  };
}

function filterableLaunched({ cell, asOf }: Ec2Call): Filterable<Instance> {
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
