/** IAM's simulation of policies, held to the AWS CLI and to our own adapter over a socket. */
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { createAwsServices } from '../../src/adapters/aws/aws-services.ts';
import { serveSimulator } from '../../src/simulator/node/serve.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';
import { named } from './drill.ts';
import { homeAccount, queryCall } from './wire.ts';

const operator = `arn:aws:iam::${homeAccount}:user/operator`;
const ask = (simulator: ReturnType<typeof createSimulator>, members: Readonly<Record<string, string>>) =>
  queryCall(simulator, 'iam', { Action: 'SimulatePrincipalPolicy', ...members });

const open = async () => {
  const served = await serveSimulator({ port: 0, speed: 'manual', seed: 7 });
  onTestFinished(() => served.close());
  served.simulator.faults.add({ kind: 'access-denied', operation: 'StartRecovery' });
  return served;
};

test.each([
  [{}, 400, 'InvalidInput'],
  [{ PolicySourceArn: operator }, 400, 'InvalidInput'],
  [{ PolicySourceArn: 'arn:aws:iam::999999999999:user/x', 'ActionNames.member.1': 'drs:A' }, 400, 'InvalidInput'],
  [
    { PolicySourceArn: `arn:aws:iam::${homeAccount}:role/Nobody`, 'ActionNames.member.1': 'drs:A' },
    404,
    'NoSuchEntity',
  ],
])('%j is refused with %i %s', async (members, status, code) => {
  const answer = await ask(createSimulator({ seed: 1, estate: named(['web']) }), members);
  expect(answer.status).toBe(status);
  expect(answer.xml).toContain(`<Code>${code}</Code>`);
});

test('a denial that is set is used up by no question', async () => {
  const simulator = createSimulator({ seed: 1, estate: named(['web']) });
  simulator.faults.add({ kind: 'access-denied', operation: 'StartRecovery', times: 1 });
  const question = { PolicySourceArn: operator, 'ActionNames.member.1': 'drs:StartRecovery' };
  for (const _time of [1, 2]) {
    expect((await ask(simulator, question)).xml).toContain('<EvalDecision>explicitDeny</EvalDecision>');
  }
});

test('our own question goes through the SDK’s connections, and its answer is read from them', async () => {
  const { url } = await open();
  const aws = createAwsServices({
    homeAccountId: homeAccount,
    accounts: [],
    clock: createVirtualClock(),
    endpoint: url,
    staticCredentials: { accessKeyId: 'AKIAHOME', secretAccessKey: 'secret' },
  });
  const scope = { accountId: homeAccount, region: 'us-east-1' };
  const question = { actions: ['drs:StartRecovery', 'drs:DescribeJobs'], resource: '*' };
  expect(await aws.permissions.simulate(scope, operator, question)).toMatchObject({
    value: [
      { action: 'drs:StartRecovery', decision: 'explicitDeny', isAllowed: false },
      { action: 'drs:DescribeJobs', isAllowed: true },
    ],
  });
  const nobody = await aws.permissions.simulate(scope, `arn:aws:iam::${homeAccount}:role/Nobody`, question);
  expect(nobody).toMatchObject({
    ok: false,
    failure: { code: 'NoSuchEntityException', message: 'Role Nobody does not exist.' },
  });
});

const isInstalled = spawnSync('aws', ['--version']).status === 0;

test('the AWS CLI reads the same answer', { timeout: 60_000 }, async (context) => {
  if (!isInstalled) context.skip('the AWS CLI is not installed');
  const { url } = await open();
  const words = `iam simulate-principal-policy --policy-source-arn ${operator} --action-names drs:StartRecovery ec2:StartInstances --context-entries ContextKeyName=aws:CalledVia,ContextKeyValues=drs.amazonaws.com,ContextKeyType=stringList --output json`;
  const { stdout } = await promisify(execFile)('aws', [...words.split(' '), '--endpoint-url', url], {
    env: {
      ...process.env,
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_ACCESS_KEY_ID: 'AKIAHOME',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_DEFAULT_REGION: 'us-east-1',
    },
  });
  expect(JSON.parse(stdout)).toMatchObject({
    EvaluationResults: [
      { EvalActionName: 'drs:StartRecovery', EvalDecision: 'explicitDeny' },
      { EvalActionName: 'ec2:StartInstances', EvalDecision: 'allowed' },
    ],
  });
});
