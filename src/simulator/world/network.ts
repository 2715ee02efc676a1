import { otherId } from '../ids.ts';
import type { Cell } from './cell.ts';

/** Addresses and network ids of an account and Region: one VPC, 10.x.0.0/16, with one subnet. */
export const vpcId = (cell: Cell): string => otherId('vpc', cell.accountId, cell.region);
export const subnetId = (cell: Cell): string => otherId('subnet', cell.accountId, cell.region);
export const securityGroupId = (cell: Cell): string => otherId('sg', cell.accountId, cell.region);
export const availabilityZone = (cell: Cell): string => `${cell.region}a`;

/** Unique within the cell for its first 62,000 instances. AWS keeps the first four addresses of a subnet. */
export function privateIp(cell: Cell, ordinal: number): string {
  return `10.${20 + (cell.index % 200)}.${Math.floor(ordinal / 250) % 250}.${4 + (ordinal % 250)}`;
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
