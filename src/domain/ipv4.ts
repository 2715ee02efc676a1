/** Arithmetic of IPv4 addresses that a schema or AWS has checked; Node's own is not there in a browser tab. */

const numberOf = (address: string): number => address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);

interface Block {
  readonly first: number;
  readonly last: number;
}

const blockOf = (cidr: string): Block => {
  const [base = '', bits = '32'] = cidr.split('/');
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(numberOf(base) / size) * size;
  return { first, last: first + size - 1 };
};

export const isInBlock = (address: string, cidr: string): boolean => {
  const { first, last } = blockOf(cidr);
  const number = numberOf(address);
  return number >= first && number <= last;
};

/** AWS keeps the first four addresses of a subnet and the last (VPC guide, "Subnet sizing"). */
export const isKeptByAws = (address: string, cidr: string): boolean => {
  const { first, last } = blockOf(cidr);
  const number = numberOf(address);
  return number < first + 4 || number === last;
};

/** RFC 1918, and RFC 6598, which the VPC guide lists for subnets too. */
const privateBlocks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'] as const;

export const isPrivate = (address: string): boolean => privateBlocks.some((block) => isInBlock(address, block));
