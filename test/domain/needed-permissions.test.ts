import { expect, test } from 'vitest';
import { waveActionsSchema } from '../../src/domain/model/wave-action.ts';
import { neededPermissions } from '../../src/domain/needed-permissions.ts';

const place = {
  accountId: '111122223333',
  region: 'eu-west-1',
  appliesSettings: false,
  launchesIntoInstances: false,
  actions: [],
};
const resourceOf = (action: string, needs: Parameters<typeof neededPermissions>[0]) =>
  neededPermissions(needs).find(({ actions }) => actions.includes(action))?.resource;
const withActions = (...after: object[]) => ({ ...place, actions: waveActionsSchema.parse({ after }).after });

test('where nothing is launched and nothing runs, nothing is needed', () => {
  expect(neededPermissions(place)).toEqual([]);
});

test('a launch needs to start and to terminate, through DRS as well; settings need their own rights', () => {
  const launch = { ...place, sourceServerId: 's-00000000000000001' };
  const actionsOf = (needs: typeof launch) => neededPermissions(needs).flatMap(({ actions }) => actions);
  expect(actionsOf(launch)).not.toContain('drs:UpdateLaunchConfiguration');
  expect(actionsOf({ ...launch, appliesSettings: true })).toEqual([
    'drs:StartRecovery',
    'drs:UpdateLaunchConfiguration',
    'drs:CreateRecoveryInstanceForDrs',
    'drs:TagResource',
    'drs:TerminateRecoveryInstances',
    'ec2:StartInstances',
    'ec2:TerminateInstances',
    'ec2:ModifyInstanceAttribute',
    'iam:PassRole',
    'ec2:CreateLaunchTemplateVersion',
    'ec2:ModifyLaunchTemplate',
  ]);
  expect(resourceOf('drs:StartRecovery', launch)).toBe(
    'arn:aws:drs:eu-west-1:111122223333:source-server/s-00000000000000001',
  );
  const china = { ...launch, region: 'cn-north-1' };
  expect(resourceOf('iam:PassRole', china)).toMatch(/^arn:aws-cn:iam::111122223333:role\/service-role\//);
  expect(resourceOf('drs:StartRecovery', { ...launch, region: 'us-gov-west-1' })).toMatch(/^arn:aws-us-gov:drs:/);
});

test('what DRS does for the caller is asked about as DRS does it: through DRS, and about what it manages', () => {
  const needs = neededPermissions({ ...place, sourceServerId: 's-00000000000000001', appliesSettings: true });
  const managed = { 'aws:ResourceTag/AWSElasticDisasterRecoveryManaged': 'drs.amazonaws.com' };
  expect(needs.slice(1)).toEqual([
    {
      actions: ['drs:CreateRecoveryInstanceForDrs', 'drs:TagResource'],
      resource: 'arn:aws:drs:eu-west-1:111122223333:source-server/s-00000000000000001',
      context: { 'aws:CalledVia': ['drs.amazonaws.com'] },
    },
    {
      actions: ['drs:TerminateRecoveryInstances'],
      resource: 'arn:aws:drs:eu-west-1:111122223333:recovery-instance/i-00000000000000000',
    },
    {
      actions: ['ec2:StartInstances', 'ec2:TerminateInstances', 'ec2:ModifyInstanceAttribute'],
      resource: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-00000000000000000',
      context: { 'aws:CalledVia': ['drs.amazonaws.com'], ...managed },
    },
    {
      actions: ['iam:PassRole'],
      resource: 'arn:aws:iam::111122223333:role/service-role/AWSElasticDisasterRecoveryConversionServerRole',
      context: { 'iam:PassedToService': 'ec2.amazonaws.com' },
    },
    {
      actions: ['ec2:CreateLaunchTemplateVersion', 'ec2:ModifyLaunchTemplate'],
      resource: 'arn:aws:ec2:eu-west-1:111122223333:launch-template/lt-00000000000000000',
      context: managed,
    },
  ]);
});

test('to launch into an existing instance needs its volumes to be exchanged, by the tag of its owner alone', () => {
  const launch = { ...place, sourceServerId: 's-00000000000000001' };
  const needs = neededPermissions({ ...launch, launchesIntoInstances: true });
  expect(
    needs.filter((one) => !neededPermissions(launch).some((other) => other.actions[0] === one.actions[0])),
  ).toEqual([
    {
      actions: ['ec2:AttachVolume', 'ec2:DetachVolume', 'ec2:StartInstances'],
      resource: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-00000000000000000',
      context: {
        'aws:CalledVia': ['drs.amazonaws.com'],
        'ec2:ResourceTag/AWSDRS': 'AllowLaunchingIntoThisInstance',
      },
    },
  ]);
});

const automation = { kind: 'SSM_AUTOMATION', actionName: 'a' };
const command = { kind: 'SSM_COMMAND', actionName: 'a' };
const call = { kind: 'LAMBDA', actionName: 'a' };
test.each([
  [{ ...automation, documentName: 'Drain' }, 'arn:aws:ssm:eu-west-1:111122223333:automation-definition/Drain:$DEFAULT'],
  [
    { ...automation, documentName: 'Drain', documentVersion: '3' },
    'arn:aws:ssm:eu-west-1:111122223333:automation-definition/Drain:3',
  ],
  [{ ...command, documentName: 'AWS-RunShellScript' }, 'arn:aws:ssm:eu-west-1::document/AWS-RunShellScript'],
  [{ ...command, documentName: 'Shop-AWS-Warm' }, 'arn:aws:ssm:eu-west-1:111122223333:document/Shop-AWS-Warm'],
  [
    { ...command, documentName: 'arn:aws:ssm:eu-west-1:999999999999:document/Shared' },
    'arn:aws:ssm:eu-west-1:999999999999:document/Shared',
  ],
  [{ ...call, functionName: 'tell:prod' }, 'arn:aws:lambda:eu-west-1:111122223333:function:tell:prod'],
  [
    { ...call, functionName: 'arn:aws:lambda:us-east-1:999999999999:function:tell' },
    'arn:aws:lambda:us-east-1:999999999999:function:tell',
  ],
  [{ ...call, functionName: '999999999999:function:tell' }, 'arn:aws:lambda:eu-west-1:999999999999:function:tell'],
])('%j is asked about by its ARN', (action, resource) => {
  const [need] = neededPermissions(withActions(action));
  expect(need?.resource).toBe(resource);
});

test('a function has to be allowed to be invoked, and nothing else of it', () => {
  expect(neededPermissions(withActions({ ...call, functionName: 'tell' }))).toEqual([
    { actions: ['lambda:InvokeFunction'], resource: 'arn:aws:lambda:eu-west-1:111122223333:function:tell' },
  ]);
});

test('what runs is looked at until it has ended: that needs to be allowed as well', () => {
  const needs = neededPermissions(
    withActions({ ...automation, documentName: 'Drain' }, { ...command, actionName: 'b', documentName: 'Warm' }),
  );
  expect(needs).toEqual([
    {
      actions: ['ssm:StartAutomationExecution'],
      resource: 'arn:aws:ssm:eu-west-1:111122223333:automation-definition/Drain:$DEFAULT',
    },
    {
      actions: ['ssm:GetAutomationExecution'],
      resource: 'arn:aws:ssm:eu-west-1:111122223333:automation-execution/00000000-0000-0000-0000-000000000000',
    },
    { actions: ['ssm:SendCommand'], resource: 'arn:aws:ssm:eu-west-1:111122223333:document/Warm' },
    {
      actions: ['ssm:SendCommand'],
      resource: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-00000000000000000',
      context: {
        'aws:ResourceTag/AWSElasticDisasterRecoveryManaged': 'drs.amazonaws.com',
        'ssm:resourceTag/AWSElasticDisasterRecoveryManaged': 'drs.amazonaws.com',
      },
    },
    {
      actions: ['ssm:ListCommandInvocations', 'ssm:ListCommands'],
      resource: 'arn:aws:ssm:eu-west-1:111122223333:*',
    },
  ]);
});

test('a check, a wait and an approval need no right in the account', () => {
  const none = withActions(
    { kind: 'WAIT', actionName: 'a', minutes: 1 },
    { kind: 'APPROVAL', actionName: 'b' },
    { kind: 'TCP_CHECK', actionName: 'c', host: 'h', port: 1 },
  );
  expect(neededPermissions(none)).toEqual([]);
});
