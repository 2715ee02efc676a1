import { otherId } from '../ids.ts';
import type { Cell } from './cell.ts';

/**
 * The network of an account and Region. It follows from the place alone: one VPC with two subnets, one for recovery and
 * one with the addresses that the source machines have at home, and three security groups.
 */
export type Subnet = { id: string; name: string; zone: string; cidr: string; isDefault: boolean };
export type SecurityGroup = { id: string; name: string; description: string };

type Network = {
  vpcId: string;
  subnets: readonly [Subnet, ...Subnet[]];
  groups: readonly [SecurityGroup, ...SecurityGroup[]];
};

const known = new WeakMap<Cell, Network>();

function networkOf(cell: Cell): Network {
  const network = known.get(cell) ?? buildNetwork(cell);
  known.set(cell, network);
  return network;
}

function buildNetwork({ accountId, region, index }: Cell): Network {
  const subnet = (keys: string[], rest: Omit<Subnet, 'id'>): Subnet => ({
    id: otherId('subnet', accountId, region, ...keys),
    ...rest,
  });
  const group = (keys: string[], name: string, description: string): SecurityGroup => ({
    id: otherId('sg', accountId, region, ...keys),
    name,
    description,
  });
  const block = 20 + (index % 200);
  return {
    vpcId: otherId('vpc', accountId, region),
    subnets: [
      subnet([], { name: 'recovery', zone: `${region}a`, cidr: `10.${block}.0.0/16`, isDefault: true }),
      subnet(['home'], { name: 'home-addresses', zone: `${region}b`, cidr: '172.16.0.0/16', isDefault: false }),
    ],
    groups: [
      group([], 'recovery', 'Recovery instances'),
      group(['isolated'], 'isolated', 'Drills that must reach nothing'),
      group(['default'], 'default', 'default VPC security group'),
    ],
  };
}

/** A cell with a number below 0 is nowhere, and has no network. */
export const subnets = (cell: Cell): readonly Subnet[] => (cell.index < 0 ? [] : networkOf(cell).subnets);
export const securityGroups = (cell: Cell): readonly SecurityGroup[] => (cell.index < 0 ? [] : networkOf(cell).groups);
export const vpcId = (cell: Cell): string => networkOf(cell).vpcId;
/** Where instances are launched unless their template says otherwise. */
export const defaultSubnet = (cell: Cell): Subnet => networkOf(cell).subnets[0];
export const defaultSecurityGroup = (cell: Cell): SecurityGroup => networkOf(cell).groups[0];
export const findSubnet = (cell: Cell, id: string): Subnet | undefined => subnets(cell).find((one) => one.id === id);
export const findSecurityGroup = (cell: Cell, id: string): SecurityGroup | undefined =>
  securityGroups(cell).find((one) => one.id === id);

/** All blocks are /16. AWS keeps the first four addresses of a subnet and the last. */
export function isInSubnet(subnet: Subnet, address: string): boolean {
  const octets = address.split('.').map(Number);
  const block = subnet.cidr.split('.').slice(0, 2).join('.');
  const [, , third = 0, fourth = 0] = octets;
  const host = third * 256 + fourth;
  return (
    octets.length === 4 &&
    octets.every((octet) => Number.isInteger(octet) && octet >= 0 && octet <= 255) &&
    address.startsWith(`${block}.`) &&
    host >= 4 &&
    host < 65_535
  );
}

/** Unique within the subnet for its first 62,000 instances. */
export function automaticIp(subnet: Subnet, ordinal: number): string {
  const block = subnet.cidr.split('.').slice(0, 2).join('.');
  return `${block}.${Math.floor(ordinal / 250) % 250}.${4 + (ordinal % 250)}`;
}

/** From 198.18.0.0/15, which is set aside for tests and routed nowhere (RFC 2544). */
export function publicIp(cell: Cell, ordinal: number): string {
  const host = cell.index * 16_384 + ordinal;
  return `198.${18 + (Math.floor(host / 62_500) % 2)}.${Math.floor(host / 250) % 250}.${4 + (host % 250)}`;
}

export const privateDnsName = (cell: Cell, ip: string): string =>
  `ip-${ip.replaceAll('.', '-')}.${cell.region === 'us-east-1' ? 'ec2' : `${cell.region}.compute`}.internal`;

/** The address that the source machine has at home. */
export function sourceIp(cell: Cell, position: number): string {
  return `172.16.${(cell.index * 40 + Math.floor(position / 250)) % 250}.${4 + (position % 250)}`;
}

/** The first interface of a server has the same address at home and after recovery. */
export function macAddress(sourceServerId: string): string {
  const digits = otherId('mac', sourceServerId).slice(4, 14);
  return `02:${(digits.match(/../g) ?? []).join(':')}`;
}
