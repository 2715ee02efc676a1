/** Every right that the templates give, whole: what a role may do beyond this table is a mistake, and so is what it misses. */
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { resourcesOf, synthesized, type Template } from '../support/synth/synthesized.ts';
import { type FunctionName, functionNames } from './support/cloud.ts';
import { functionLogicalId, nameOf, type Right, rightsOf, rightsOfStateMachine } from './support/roles.ts';

let hub: Template;
let target: Template;
beforeAll(async () => {
  const { template } = await synthesized();
  hub = template('Breakwater');
  target = template('BreakwaterTarget');
});

const machine = `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:stateMachine:breakwater-executions`;
const roleOf = (name: string): string => `arn:\${AWS::Partition}:iam::*:role/${name}`;
const undelivered = ['PutItem', 'DeleteItem', 'ConditionCheckItem'].map(
  (action) => `dynamodb:${action} catalog, of undelivered`,
);

/** What a function may do besides reading and writing tables. */
const deeds = {
  tells: ['sns:Publish the topic', 'kms:GenerateDataKey the key', 'kms:Decrypt the key'],
  'starts machines': [`states:StartExecution ${machine}`],
  'ends waits': [`states:SendTaskSuccess ${machine}`],
  acts: [`sts:AssumeRole ${roleOf('BreakwaterTarget')}`],
  looks: [`sts:AssumeRole ${roleOf('BreakwaterTargetReadOnly')}`],
  finds: ['dynamodb:Query executions/index/OpenIndex'],
  'hands on': ['lambda:InvokeFunction repair'],
  'leaves dead letters': ['sqs:SendMessage the queue'],
  subscribes: [
    'sns:Subscribe the topic',
    ...['SetSubscriptionAttributes', 'Unsubscribe'].map(
      (action) => `sns:${action} arn:\${AWS::Partition}:sns:\${AWS::Region}:\${AWS::AccountId}:*`,
    ),
  ],
  'knows CloudFront': [
    `ssm:GetParameter arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter/aws/reference/secretsmanager/breakwater-front-door`,
    'secretsmanager:GetSecretValue the secret',
  ],
  'keeps what was not taken': undelivered,
  'adds what the topic did not take': undelivered.filter((right) => right.startsWith('dynamodb:PutItem')),
} as const;

interface Expected {
  /** `audits`: reads it, and adds entries to the audit log. */
  readonly catalog?: 'reads' | 'audits' | 'writes';
  readonly executions?: 'reads' | 'writes';
  readonly observations?: 'reads' | 'writes';
  readonly does: readonly (keyof typeof deeds)[];
}
const adds = 'adds what the topic did not take';
const table: Readonly<Record<FunctionName, Expected>> = {
  begin: { catalog: 'reads', executions: 'writes', observations: 'reads', does: ['tells', adds, 'acts'] },
  advance: {
    catalog: 'audits',
    executions: 'writes',
    observations: 'reads',
    does: ['starts machines', 'tells', adds, 'acts'],
  },
  park: { executions: 'writes', observations: 'reads', does: ['ends waits'] },
  poll: { catalog: 'reads', executions: 'reads', observations: 'writes', does: ['ends waits', 'looks'] },
  finalize: { executions: 'writes', does: ['tells', adds] },
  find: { does: ['finds', 'hands on', 'leaves dead letters'] },
  repair: {
    catalog: 'audits',
    executions: 'writes',
    observations: 'reads',
    does: ['starts machines', 'ends waits', 'tells', adds, 'leaves dead letters'],
  },
  drive: {
    catalog: 'audits',
    executions: 'writes',
    observations: 'writes',
    does: ['tells', adds, 'acts', 'leaves dead letters'],
  },
  hear: { executions: 'reads', observations: 'writes', does: ['ends waits', 'leaves dead letters'] },
  refresh: { catalog: 'audits', observations: 'writes', does: ['looks', 'leaves dead letters'] },
  syncTags: { catalog: 'audits', observations: 'writes', does: ['acts', 'leaves dead letters'] },
  api: {
    catalog: 'writes',
    executions: 'writes',
    observations: 'writes',
    does: ['starts machines', 'ends waits', 'tells', 'subscribes', 'knows CloudFront', 'acts', 'looks'],
  },
  notify: { catalog: 'reads', does: ['keeps what was not taken', 'tells', 'leaves dead letters'] },
};

const indexes = { catalog: [], executions: ['Open', 'List', 'Status', 'Plan'], observations: [] } as const;
const rightsIn = (name: keyof typeof indexes, how: 'reads' | 'audits' | 'writes' | undefined): readonly string[] => {
  if (how === undefined) return [];
  const reads = ['GetItem', 'Query'];
  const actions = how === 'writes' ? [...reads, 'PutItem', 'DeleteItem', 'ConditionCheckItem'] : reads;
  return [
    ...actions.map((action) => `dynamodb:${action} ${name}`),
    ...(how === 'audits' ? [`dynamodb:PutItem ${name}, of audit-log`] : []),
    ...indexes[name].map((index) => `dynamodb:Query ${name}/index/${index}Index`),
  ];
};

const only = (template: Template, type: string): string => {
  const [found, ...others] = resourcesOf(template, type);
  expect(others, type).toEqual([]);
  return found?.[0] ?? '';
};

/** With words in the place of logical ids. */
const inWords = ({ action, resource, partitions }: Right): string => {
  const words = new Map([
    [`\${${only(hub, 'AWS::SNS::Topic')}}`, 'the topic'],
    [only(hub, 'AWS::KMS::Key'), 'the key'],
    [only(hub, 'AWS::SQS::Queue'), 'the queue'],
    [`\${${only(hub, 'AWS::SecretsManager::Secret')}}`, 'the secret'],
    ...functionNames.map((name) => [functionLogicalId(hub, name), name] as const),
  ]);
  const of = partitions === undefined ? '' : `, of ${partitions.join()}`;
  return `${action} ${words.get(resource) ?? resource}${of}`;
};

describe('the rights of a role', () => {
  it.each(functionNames)('%s has those of its row and no others, and writes its own log', (name) => {
    const { does, ...tables } = table[name];
    const log = resourcesOf(hub, 'AWS::Logs::LogGroup').find(([id]) => id.startsWith(`Functions${name}log`))?.[0];
    expect(rightsOf(hub, name).map(inWords).toSorted()).toEqual(
      [
        ...rightsIn('catalog', tables.catalog),
        ...rightsIn('executions', tables.executions),
        ...rightsIn('observations', tables.observations),
        ...does.flatMap((deed) => deeds[deed]),
        `logs:CreateLogStream ${log}`,
        `logs:PutLogEvents ${log}`,
      ].toSorted(),
    );
  });

  it('of the state machine is to call its five tasks, and to write logs and traces', () => {
    const rights = rightsOfStateMachine(hub).map(inWords);
    expect(rights.filter((right) => !/^(logs|xray):\w+ \*$/.test(right))).toEqual(
      ['begin', 'advance', 'park', 'poll', 'finalize'].map((name) => `lambda:InvokeFunction ${name}`),
    );
  });
});

const trustSchema = z.object({
  Statement: z.tuple([
    z.looseObject({
      Action: z.literal('sts:AssumeRole'),
      Effect: z.literal('Allow'),
      Principal: z.record(z.string(), z.json()),
    }),
  ]),
});
const trustOf = (role: Readonly<Record<string, unknown>>) =>
  trustSchema.parse(role['AssumeRolePolicyDocument']).Statement[0];

describe('who may take a role', () => {
  it('in the hub is one service of AWS, and no role has more than what stands here', () => {
    const trusted = resourcesOf(hub, 'AWS::IAM::Role').map(([id, { Properties }]) => {
      const { Principal, Condition } = trustOf(Properties);
      expect(Condition, id).toBeUndefined();
      // What CDK brings to put the console into its bucket has the policy for its log.
      if (/^(Functions|Executions)/.test(id)) expect(Properties['ManagedPolicyArns'], id).toBeUndefined();
      return [id.startsWith('ExecutionsRole'), Principal];
    });
    expect(trusted).toHaveLength(functionNames.length + 2);
    for (const [isMachine, principal] of trusted) {
      expect(principal).toEqual({ Service: isMachine === true ? 'states.amazonaws.com' : 'lambda.amazonaws.com' });
    }
  });

  it('in a target account is the account of the hub with the ExternalId, and for the events EventBridge', () => {
    const root = `arn:\${AWS::Partition}:iam::\${HubAccountId}:root`;
    const trusts = resourcesOf(target, 'AWS::IAM::Role').map(([, { Properties }]) => {
      const { Principal, Condition } = trustOf(Properties);
      const who = Object.entries(Principal).map(([kind, value]) => `${kind} ${nameOf(target, value)}`);
      return [Properties['RoleName'], who, Condition];
    });
    const withExternalId = { StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } } };
    expect(trusts).toEqual([
      ['BreakwaterTarget', [`AWS ${root}`], withExternalId],
      ['BreakwaterTargetReadOnly', [`AWS ${root}`], withExternalId],
      [undefined, ['Service events.amazonaws.com'], undefined],
    ]);
  });

  it('in a target account needs an ExternalId that nobody guesses, and that no list of stacks shows', () => {
    const parameters = z.record(z.string(), z.looseObject({})).parse(target['Parameters']);
    expect(parameters['ExternalId']).toMatchObject({ MinLength: 16, NoEcho: true });
    expect(parameters['ExternalId']).not.toHaveProperty('Default');
  });
});

const statementSchema = z.looseObject({
  Sid: z.string(),
  Effect: z.literal('Allow'),
  Action: z.union([z.string(), z.array(z.string())]).transform((action) => [action].flat()),
  Resource: z.union([z.array(z.json()), z.json()]).transform((resource) => [resource].flat()),
  Condition: z.json().optional(),
});
const inlineSchema = z.array(z.object({ PolicyDocument: z.object({ Statement: z.array(statementSchema) }) }));

describe('a target account', () => {
  const rightsOfTarget = (prefix: string) => {
    const found = resourcesOf(target, 'AWS::IAM::Role').filter(([id]) => id.startsWith(prefix));
    expect(found).toHaveLength(1);
    return inlineSchema.parse(found[0]?.[1].Properties['Policies']).flatMap(({ PolicyDocument }) =>
      PolicyDocument.Statement.map(({ Sid, Action, Resource, Condition }) => ({
        sid: Sid,
        actions: Action,
        on: Resource.map((resource) => nameOf(target, resource).replaceAll(/\$\{AWS::(?:Partition|AccountId)\}/g, '…')),
        condition: Condition,
      })),
    );
  };
  const isManaged = (key: string) => ({ Null: { [`${key}/AWSElasticDisasterRecoveryManaged`]: 'false' } });

  it('lets the role that acts change what DRS has there, its templates, and run what begins with Breakwater-', () => {
    const changing = rightsOfTarget('TargetRole').filter(({ sid }) => sid !== 'Looks');
    const row = (sid: string, on: readonly string[], condition?: object) => ({ sid, on, condition });
    expect(changing.map(({ sid, on, condition }) => ({ sid, on, condition }))).toEqual([
      row('RunsRunbooks', ['arn:…:ssm:*:…:automation-definition/Breakwater-*']),
      row('LooksAtRunbooks', ['arn:…:ssm:*:…:automation-execution/*']),
      row('RunsCommands', ['arn:…:ssm:*:…:document/Breakwater-*']),
      row('OnLaunchedInstances', ['arn:…:ec2:*:…:instance/*'], isManaged('ssm:resourceTag')),
      row('LooksAtCommands', ['arn:…:ssm:*:…:*']),
      row('CallsFunctions', ['arn:…:lambda:*:…:function:Breakwater-*']),
      row('Acts', ['arn:…:drs:*:…:source-server/*', 'arn:…:drs:*:…:recovery-instance/*']),
      row('Templates', ['arn:…:ec2:*:…:launch-template/*'], isManaged('aws:ResourceTag')),
      row('AsksWhatItMay', ['arn:…:iam::…:role/BreakwaterTarget']),
      row('Extends', ['arn:…:drs:*:*:source-server/*']),
    ]);
    expect(Object.fromEntries(changing.map(({ sid, actions }) => [sid, actions]))).toMatchObject({
      RunsRunbooks: ['ssm:StartAutomationExecution'],
      LooksAtRunbooks: ['ssm:GetAutomationExecution'],
      RunsCommands: ['ssm:SendCommand'],
      OnLaunchedInstances: ['ssm:SendCommand'],
      LooksAtCommands: ['ssm:ListCommandInvocations', 'ssm:ListCommands'],
      CallsFunctions: ['lambda:InvokeFunction'],
    });
  });

  it('lets EventBridge bring events to the bus of the hub, and nowhere else', () => {
    expect(rightsOfTarget('ForwarderRole')).toEqual([
      {
        sid: 'Forward',
        actions: ['events:PutEvents'],
        on: [`arn:…:events:\${HubRegion}:\${HubAccountId}:event-bus/breakwater-drs-events`],
        condition: undefined,
      },
    ]);
  });

  it('makes its roles and their policy in one Region alone: IAM knows each name once', () => {
    expect(target['Conditions']).toEqual({
      MakesRoles: { 'Fn::Equals': [{ Ref: 'RoleRegion' }, { Ref: 'AWS::Region' }] },
    });
    const conditions = Object.values(target.Resources).flatMap(({ Type, Condition, Properties }) =>
      Type.startsWith('AWS::IAM::') ? [[Properties['RoleName'] ?? Type, Condition]] : [],
    );
    expect(Object.fromEntries(conditions)).toEqual({
      'AWS::IAM::ManagedPolicy': 'MakesRoles',
      BreakwaterTarget: 'MakesRoles',
      BreakwaterTargetReadOnly: 'MakesRoles',
      // The forwarder's, which each Region has.
      'AWS::IAM::Role': undefined,
    });
  });
});
