import { BlockList, isIP } from 'node:net';

/** Where a machine's own credentials are to be had: a check that somebody wrote into a plan must not read them. */
const neverAsked = new BlockList();
// Instance metadata, container credentials and all else that is link-local (EC2 and ECS user guides).
neverAsked.addSubnet('169.254.0.0', 16, 'ipv4');
neverAsked.addSubnet('fe80::', 10, 'ipv6');
// EC2's services over IPv6: fd00:ec2::254 is the metadata service.
neverAsked.addSubnet('fd00:ec2::', 32, 'ipv6');
// The same link-local addresses through NAT64.
neverAsked.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6');

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addSubnet('0.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');
loopback.addAddress('::', 'ipv6');

const isIn = (list: BlockList, address: string): boolean => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Why an address is never asked; undefined when it may be. */
export const whyForbidden = (address: string, isLoopbackRefused: boolean): string | undefined => {
  if (isIn(neverAsked, address)) return `${address} is a link-local or metadata address, which is never asked`;
  if (isLoopbackRefused && isIn(loopback, address)) return `${address} is this machine itself, which is never asked`;
  return undefined;
};
