/** What an operator reads in EC2 before writing launch settings: the network of an account and Region. */
import { DescribeSecurityGroupsCommand, DescribeSubnetsCommand } from '@aws-sdk/client-ec2';
import { clientsOf } from '../simulator/clients.ts';

export async function networkOf(simulator: { fetch: (request: Request) => Promise<Response> }, region = 'us-east-1') {
  const { ec2 } = clientsOf(simulator, { region });
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}));
  const [subnet, homeSubnet] = Subnets.map(({ SubnetId = '', CidrBlock = '' }) => ({
    subnetId: SubnetId,
    /** `10.20.0`: the first 256 addresses. */
    prefix: CidrBlock.split('.').slice(0, 3).join('.'),
  }));
  if (subnet === undefined || homeSubnet === undefined) throw new Error('no subnets');
  return { subnet, homeSubnet, securityGroupIds: SecurityGroups.map(({ GroupId = '' }) => GroupId) };
}
