import type { XmlObject } from '../../wire/xml.ts';
import { settledInstance } from '../../world/instance-settings.ts';
import {
  findSecurityGroup,
  findSubnet,
  type SecurityGroup,
  type Subnet,
  securityGroups,
  subnets,
  vpcId,
} from '../../world/network.ts';
import { type Ec2Call, ec2Operation } from './ec2-operation.ts';
import { ec2Error } from './errors.ts';
import { readFilters } from './filters.ts';
import { hasInterface } from './network-interface.ts';
import { ec2Page } from './paging.ts';
import { networkTags, tagSet } from './tags.ts';

export const describeSubnets = ec2Operation({
  name: 'DescribeSubnets',
  members: ['SubnetId', 'Filter', 'MaxResults', 'NextToken'],
  run(call, input) {
    const { cell, asOf } = call;
    const ids = input.list('SubnetId');
    const { items, nextToken } = ec2Page<Subnet>(call, input, {
      operation: 'DescribeSubnets',
      min: 5,
      max: 1000,
      candidates: ids.length > 0 ? ids.map((id) => subnetOf(call, id)) : subnets(cell),
      matches: readFilters<Subnet>(input, {
        tags: (subnet) => networkTags(cell, subnet, asOf),
        values: {
          'subnet-id': ({ id }) => [id],
          'vpc-id': () => [vpcId(cell)],
          'availability-zone': ({ zone }) => [zone],
          'cidr-block': ({ cidr }) => [cidr],
          'default-for-az': ({ isDefault }) => [String(isDefault)],
          'owner-id': () => [cell.accountId],
          state: () => ['available'],
        },
      }),
      named: ids.length > 0 ? 'subnetIds' : undefined,
    });
    return { subnetSet: { item: items.map((subnet) => subnetView(call, subnet)) }, nextToken };
  },
});

function subnetOf({ cell }: Ec2Call, id: string): Subnet {
  const subnet = findSubnet(cell, id);
  if (subnet === undefined) throw ec2Error('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`);
  return subnet;
}

function subnetView(call: Ec2Call, subnet: Subnet): XmlObject {
  const { cell, asOf } = call;
  const { id, zone, cidr, isDefault } = subnet;
  const used = cell.instanceList.filter(
    (one) => hasInterface(call, one) && settledInstance(cell, one).subnet === subnet,
  ).length;
  return {
    subnetId: id,
    subnetArn: `arn:aws:ec2:${cell.region}:${cell.accountId}:subnet/${id}`,
    state: 'available',
    ownerId: cell.accountId,
    vpcId: vpcId(cell),
    cidrBlock: cidr,
    availableIpAddressCount: 65_536 - 5 - used,
    availabilityZone: zone,
    defaultForAz: isDefault,
    mapPublicIpOnLaunch: false,
    assignIpv6AddressOnCreation: false,
    ipv6Native: false,
    tagSet: tagSet(networkTags(cell, subnet, asOf)),
  };
}

export const describeSecurityGroups = ec2Operation({
  name: 'DescribeSecurityGroups',
  members: ['GroupId', 'GroupName', 'Filter', 'MaxResults', 'NextToken'],
  run(call, input) {
    const { cell, asOf } = call;
    const named = [
      ...input.list('GroupId').map((id) => groupOf(id, findSecurityGroup(cell, id))),
      ...input.list('GroupName').map((name) =>
        groupOf(
          name,
          securityGroups(cell).find((group) => group.name === name),
        ),
      ),
    ];
    const { items, nextToken } = ec2Page<SecurityGroup>(call, input, {
      operation: 'DescribeSecurityGroups',
      min: 5,
      max: 1000,
      candidates: named.length > 0 ? named : securityGroups(cell),
      matches: readFilters<SecurityGroup>(input, {
        tags: (group) => networkTags(cell, group, asOf),
        values: {
          'group-id': ({ id }) => [id],
          'group-name': ({ name }) => [name],
          description: ({ description }) => [description],
          'vpc-id': () => [vpcId(cell)],
          'owner-id': () => [cell.accountId],
        },
      }),
      named: named.length > 0 ? 'groupIds' : undefined,
    });
    return { securityGroupInfo: { item: items.map((group) => groupView(call, group)) }, nextToken };
  },
});

function groupOf(name: string, group: SecurityGroup | undefined): SecurityGroup {
  if (group === undefined) throw ec2Error('InvalidGroup.NotFound', `The security group '${name}' does not exist`);
  return group;
}

function groupView({ cell, asOf }: Ec2Call, group: SecurityGroup): XmlObject {
  const everywhere = { ipProtocol: '-1', groups: {}, ipRanges: { item: { cidrIp: '0.0.0.0/0' } } };
  return {
    ownerId: cell.accountId,
    groupId: group.id,
    securityGroupArn: `arn:aws:ec2:${cell.region}:${cell.accountId}:security-group/${group.id}`,
    groupName: group.name,
    groupDescription: group.description,
    vpcId: vpcId(cell),
    ipPermissions: {},
    ipPermissionsEgress: group.name === 'isolated' ? {} : { item: everywhere },
    tagSet: tagSet(networkTags(cell, group, asOf)),
  };
}
