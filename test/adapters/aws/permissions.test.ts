/** What AWS is asked about permissions, as it goes over the wire, and how its answers are read. */
import { describe, expect, test } from 'vitest';
import { createRig, HOME_ACCOUNT, HOME_REGION, OTHER_ACCOUNT } from '../../support/rig.ts';

const home = { accountId: HOME_ACCOUNT, region: 'eu-central-1' };
const operator = `arn:aws:iam::${HOME_ACCOUNT}:user/operator`;
const server = 's-00000000000000001';
const question = {
  actions: ['drs:StartRecovery', 'drs:UpdateLaunchConfiguration'],
  resource: `arn:aws:drs:${HOME_REGION}:${HOME_ACCOUNT}:source-server/${server}`,
  context: { 'aws:CalledVia': ['drs.amazonaws.com', 'b'], 'aws:ResourceTag/AWSElasticDisasterRecoveryManaged': 'a' },
};

const openWire = async () => {
  const requests: Request[] = [];
  const rig = await createRig({
    estate: { servers: 1, accountIds: [HOME_ACCOUNT, OTHER_ACCOUNT] },
    network: async (request, send) => {
      requests.push(request.clone());
      return send(request);
    },
  });
  return { rig, requests, permissions: rig.aws.permissions };
};

describe('IAM', () => {
  test('is asked with a signature of its own, and with every name and value of the question', async () => {
    const { permissions, requests } = await openWire();
    const answer = await permissions.simulate(home, operator, question);
    expect(answer).toEqual({
      ok: true,
      value: [
        { action: 'drs:StartRecovery', decision: 'allowed', isAllowed: true },
        { action: 'drs:UpdateLaunchConfiguration', decision: 'allowed', isAllowed: true },
      ],
    });
    const asked = requests.at(-1);
    expect(asked?.method).toBe('POST');
    expect(asked?.headers.get('authorization')).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIAHOME\/\d{8}\/[a-z0-9-]+\/iam\/aws4_request, SignedHeaders=.*, Signature=[0-9a-f]{64}$/,
    );
    expect(Object.fromEntries(new URLSearchParams(await asked?.text()))).toEqual({
      Action: 'SimulatePrincipalPolicy',
      Version: '2010-05-08',
      MaxItems: '1000',
      PolicySourceArn: operator,
      'ActionNames.member.1': 'drs:StartRecovery',
      'ActionNames.member.2': 'drs:UpdateLaunchConfiguration',
      'ResourceArns.member.1': question.resource,
      'ContextEntries.member.1.ContextKeyName': 'aws:CalledVia',
      'ContextEntries.member.1.ContextKeyType': 'stringList',
      'ContextEntries.member.1.ContextKeyValues.member.1': 'drs.amazonaws.com',
      'ContextEntries.member.1.ContextKeyValues.member.2': 'b',
      'ContextEntries.member.2.ContextKeyName': 'aws:ResourceTag/AWSElasticDisasterRecoveryManaged',
      'ContextEntries.member.2.ContextKeyType': 'string',
      'ContextEntries.member.2.ContextKeyValues.member.1': 'a',
    });
  });

  test('tells what is denied, and of one server alone', async () => {
    const { rig, permissions } = await openWire();
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'StartRecovery', sourceServerIds: [server] });
    expect(await permissions.simulate(home, operator, question)).toMatchObject({
      value: [{ decision: 'explicitDeny', isAllowed: false }, { isAllowed: true }],
    });
    const other = { ...question, resource: question.resource.replace(server, 's-00000000000000002') };
    expect(await permissions.simulate(home, operator, other)).toMatchObject({
      value: [{ isAllowed: true }, { isAllowed: true }],
    });
  });

  test('another account is asked with the credentials of its role', async () => {
    const { permissions, requests, rig } = await openWire();
    const scope = { accountId: OTHER_ACCOUNT, region: HOME_REGION };
    const role = `arn:aws:iam::${OTHER_ACCOUNT}:role/RecoveryOperator`;
    expect(await permissions.simulate(scope, role, question)).toMatchObject({ ok: true });
    expect(requests.at(-1)?.headers.get('authorization')).not.toContain('AKIAHOME');
    expect(rig.simulator.calls().log.at(-1)).toMatchObject({ service: 'iam', accountId: OTHER_ACCOUNT });
  });

  test.each([
    [{ kind: 'access-denied' }, 'denied', 'AccessDenied', false],
    [{ kind: 'throttle' }, 'throttled', 'Throttling', true],
    [{ kind: 'internal-error' }, 'unavailable', 'ServiceFailureException', true],
    [{ kind: 'lost-reply' }, 'unavailable', 'ECONNRESET', true],
  ] as const)('a fault (%j) is a failure with its own words, never an answer', async (fault, kind, code, retryable) => {
    const { rig, permissions } = await openWire();
    rig.simulator.faults.add({ ...fault, service: 'iam' });
    const answer = await permissions.simulate(home, operator, question);
    expect(answer).toMatchObject({
      ok: false,
      failure: { kind, code, retryable, operation: 'iam:SimulatePrincipalPolicy' },
    });
  });

  test('a role that is not there is an error of AWS, in its words', async () => {
    const { permissions } = await openWire();
    expect(await permissions.simulate(home, `arn:aws:iam::${HOME_ACCOUNT}:role/Nobody`, question)).toMatchObject({
      ok: false,
      failure: { code: 'NoSuchEntityException', kind: 'not-found', message: 'Role Nobody does not exist.' },
    });
  });
});

describe('a dry run of EC2', () => {
  const template = 'lt-00000000000000001';

  test('says what would be allowed, and changes nothing', async () => {
    const { permissions, requests } = await openWire();
    expect(await permissions.dryRunTemplateChange(home, template)).toEqual({
      ok: true,
      value: [
        { action: 'ec2:CreateLaunchTemplateVersion', isAllowed: true, decision: 'allowed' },
        { action: 'ec2:ModifyLaunchTemplate', isAllowed: true, decision: 'allowed' },
      ],
    });
    const bodies = await Promise.all(requests.slice(-2).map((request) => request.text()));
    for (const body of bodies) expect(new URLSearchParams(body).get('DryRun')).toBe('true');
  });

  test('says what would be refused', async () => {
    const { rig, permissions } = await openWire();
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'ModifyLaunchTemplate' });
    expect(await permissions.dryRunTemplateChange(home, template)).toMatchObject({
      value: [{ isAllowed: true }, { isAllowed: false, decision: 'UnauthorizedOperation' }],
    });
  });

  test('that gets no answer says nothing', async () => {
    const { rig, permissions } = await openWire();
    rig.simulator.faults.add({ kind: 'throttle', operation: 'ModifyLaunchTemplate' });
    expect(await permissions.dryRunTemplateChange(home, template)).toMatchObject({ ok: false });
  });
});
