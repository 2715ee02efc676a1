/** What an operator reads in EC2 before writing launch settings. */
import { DescribeSecurityGroupsCommand, DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import type { ConsoleRig } from './console.ts';
import { region } from './estate.ts';

export const networkOf = async (rig: ConsoleRig) => {
  const credentials = { accessKeyId: 'somebody', secretAccessKey: 'else' };
  const ec2 = new EC2Client({ region, endpoint: rig.server.simulatorUrl, credentials });
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}));
  ec2.destroy();
  const [{ SubnetId: subnetId = '', CidrBlock = '' } = {}] = Subnets;
  return {
    subnetId,
    /** `10.20.0`: the first 256 addresses. */
    prefix: CidrBlock.split('.').slice(0, 3).join('.'),
    securityGroupId: SecurityGroups[0]?.GroupId ?? '',
  };
};
