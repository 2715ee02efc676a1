import { DescribeSourceServersCommand } from '@aws-sdk/client-drs';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { type AwsClients, clientsOf } from './clients.ts';
import { queryCall, secondAccount } from './wire.ts';

const operator = `arn:aws:iam::${secondAccount}:role/RecoveryOperator`;
const partner = `arn:aws:iam::${secondAccount}:role/RecoveryPartner`;

async function assume(simulator: Simulator, DurationSeconds?: number): Promise<AwsClients> {
  const { sts } = clientsOf(simulator);
  const command = new AssumeRoleCommand({ RoleArn: operator, RoleSessionName: 'night-shift', DurationSeconds });
  const { Credentials } = await sts.send(command);
  expect(Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
  const credentials = {
    accessKeyId: `${Credentials?.AccessKeyId}`,
    secretAccessKey: `${Credentials?.SecretAccessKey}`,
    sessionToken: `${Credentials?.SessionToken}`,
  };
  return clientsOf(simulator, { credentials });
}

test('an assumed role works in its own account, and sees none of the other', async () => {
  const simulator = createSimulator({ seed: 71 });
  const home = clientsOf(simulator);
  const other = await assume(simulator);
  const identity = await other.sts.send(new GetCallerIdentityCommand({}));
  expect(identity).toMatchObject({
    Account: secondAccount,
    Arn: `arn:aws:sts::${secondAccount}:assumed-role/RecoveryOperator/night-shift`,
  });
  const mine = await home.drs.send(new DescribeSourceServersCommand({ maxResults: 200 }));
  const theirs = await other.drs.send(new DescribeSourceServersCommand({ maxResults: 200 }));
  const ids = new Set(mine.items?.map((one) => one.sourceServerID));
  expect(theirs.items).toHaveLength(18);
  expect(theirs.items?.filter((one) => ids.has(one.sourceServerID))).toEqual([]);
});

test('credentials expire by the simulated clock, in the words of each service', async () => {
  const simulator = createSimulator({ seed: 72 });
  const { drs, ec2, sts } = await assume(simulator, 900);
  simulator.clock.advance(899);
  await drs.send(new DescribeSourceServersCommand({}));
  simulator.clock.advance(1);
  await expect(drs.send(new DescribeSourceServersCommand({}))).rejects.toMatchObject({ name: 'ExpiredTokenException' });
  await expect(ec2.send(new DescribeInstancesCommand({}))).rejects.toMatchObject({ name: 'RequestExpired' });
  await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
    name: expect.stringMatching(/^ExpiredToken/),
  });
});

test('an unknown role and a wrong external id look alike', async () => {
  const simulator = createSimulator({ seed: 73 });
  const { sts } = clientsOf(simulator);
  const ask = (RoleArn: string, ExternalId?: string) =>
    sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'audit', ExternalId }));
  await expect(ask(`${operator}2`)).rejects.toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
  await expect(ask(partner)).rejects.toThrow(`is not authorized to perform: sts:AssumeRole on resource: ${partner}`);
  await expect(ask(partner, 'guess')).rejects.toMatchObject({ name: 'AccessDenied' });
  const granted = await ask(partner, 'harbor-dr');
  expect(granted.AssumedRoleUser?.Arn).toContain('assumed-role/RecoveryPartner/audit');
});

test('a request without a role, a session name or a sensible duration is refused as STS does', async () => {
  const simulator = createSimulator({ seed: 74 });
  const ask = (members: Record<string, string>) => queryCall(simulator, 'sts', { Action: 'AssumeRole', ...members });
  for (const members of [
    { RoleSessionName: 'x1' },
    { RoleArn: operator },
    { RoleArn: operator, RoleSessionName: 'x1', DurationSeconds: '60' },
  ]) {
    const refused = await ask(members);
    expect(refused.status).toBe(400);
    expect(refused.xml).toContain(
      '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>ValidationError</Code>',
    );
  }
});

test('an unsigned request, and a service that is not modelled, are told so', async () => {
  const simulator = createSimulator({ seed: 75 });
  const unsigned = await simulator.fetch(new Request('http://aws/DescribeJobs', { method: 'POST' }));
  expect(unsigned.status).toBe(403);
  const authorization =
    'AWS4-HMAC-SHA256 Credential=AK/20261102/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0';
  const s3 = await simulator.fetch(new Request('http://aws/', { headers: { authorization } }));
  expect([s3.status, s3.headers.get('x-amzn-errortype')]).toEqual([501, 'NotImplementedBySimulator']);
  expect(await s3.text()).toContain('service s3');
});
