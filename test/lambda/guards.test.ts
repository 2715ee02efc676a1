/** What the templates say of who comes in, what wakes the engine, and what people are told by: by what each resource does. */
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { lambdaFunctions } from '../../src/entry/lambda/functions.ts';
import { readInvocation } from '../../src/entry/lambda/invocation.ts';
import { metricsNamespace, metricUnits } from '../../src/entry/lambda/measures.ts';
import { resourcesOf, synthesized, type Template } from '../support/synth/synthesized.ts';
import { functionLogicalId } from './support/roles.ts';

let hub: Template;
let firewall: Template;
let target: Template;
beforeAll(async () => {
  const { template } = await synthesized();
  hub = template('Breakwater');
  firewall = template('BreakwaterFirewall');
  target = template('BreakwaterTarget');
});

const only = (template: Template, type: string) => {
  const found = resourcesOf(template, type);
  expect(found, type).toHaveLength(1);
  const [id = '', resource] = found[0] ?? [];
  return { id, properties: resource?.Properties ?? {} };
};
const arnOf = (name: string) => ({ 'Fn::GetAtt': [functionLogicalId(hub, name), 'Arn'] });

describe('who comes in', () => {
  it('are members of six groups, which are the roles, with a second factor that is no text message', () => {
    const groups = resourcesOf(hub, 'AWS::Cognito::UserPoolGroup').map(([, { Properties }]) => Properties);
    const pool = only(hub, 'AWS::Cognito::UserPool');
    expect(new Set(groups.map(({ GroupName }) => GroupName))).toEqual(
      new Set(['Admin', 'RecoveryManager', 'PlanManager', 'Operator', 'ReadOnly', 'Auditor']),
    );
    for (const { UserPoolId } of groups) expect(UserPoolId).toEqual({ Ref: pool.id });
    expect(pool.properties).toMatchObject({
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    });
  });

  it('have tokens for an hour, of a client that has no secret, with the code of the hosted page', () => {
    expect(only(hub, 'AWS::Cognito::UserPoolClient').properties).toMatchObject({
      GenerateSecret: false,
      IdTokenValidity: 60,
      AccessTokenValidity: 60,
      TokenValidityUnits: { IdToken: 'minutes', AccessToken: 'minutes' },
      AllowedOAuthFlows: ['code'],
    });
  });
});

describe('the firewall of the console', () => {
  const rules = () =>
    z
      .array(z.looseObject({ Name: z.string(), Statement: z.record(z.string(), z.json()) }))
      .parse(only(firewall, 'AWS::WAFv2::WebACL').properties['Rules']);

  it('blocks an address that asks too often', () => {
    expect(rules().filter(({ Statement }) => 'RateBasedStatement' in Statement)).toEqual([
      expect.objectContaining({
        Action: { Block: {} },
        Statement: { RateBasedStatement: { Limit: 3000, AggregateKeyType: 'IP' } },
      }),
    ]);
  });

  it.each([
    'AWSManagedRulesAmazonIpReputationList',
    'AWSManagedRulesCommonRuleSet',
    'AWSManagedRulesKnownBadInputsRuleSet',
  ])('lets %s block what it finds, but for what plans hold', (name) => {
    const ofPlans = ['SizeRestrictions', 'EC2MetaDataSSRF', 'GenericLFI', 'GenericRFI', 'CrossSiteScripting'];
    const counted = (name === 'AWSManagedRulesCommonRuleSet' ? ofPlans : []).map((rule) => ({
      Name: `${rule}_BODY`,
      ActionToUse: { Count: {} },
    }));
    const rule = rules().find((each) => each.Name === name);
    expect(rule).toMatchObject({ OverrideAction: { None: {} } });
    expect(rule?.Statement['ManagedRuleGroupStatement']).toEqual({
      VendorName: 'AWS',
      Name: name,
      ...(counted.length === 0 ? {} : { RuleActionOverrides: counted }),
    });
  });

  it('stands before its CloudFront, when its ARN is given', () => {
    expect(only(firewall, 'AWS::WAFv2::WebACL').properties['Scope']).toBe('CLOUDFRONT');
    expect(only(hub, 'AWS::CloudFront::Distribution').properties['DistributionConfig']).toMatchObject({
      WebACLId: { 'Fn::If': ['HasConsoleWebAcl', { Ref: 'ConsoleWebAclArn' }, { Ref: 'AWS::NoValue' }] },
    });
  });
});

it('every page of the console has headers that keep others out of it', () => {
  const { id, properties } = only(hub, 'AWS::CloudFront::ResponseHeadersPolicy');
  expect(only(hub, 'AWS::CloudFront::Distribution').properties['DistributionConfig']).toMatchObject({
    DefaultCacheBehavior: { ResponseHeadersPolicyId: { Ref: id }, ViewerProtocolPolicy: 'redirect-to-https' },
    CacheBehaviors: [{ PathPattern: '/api/*', ViewerProtocolPolicy: 'https-only' }],
  });
  expect(properties['ResponseHeadersPolicyConfig']).toMatchObject({
    SecurityHeadersConfig: {
      ContentTypeOptions: { Override: true },
      FrameOptions: { FrameOption: 'DENY', Override: true },
      ReferrerPolicy: { ReferrerPolicy: 'no-referrer', Override: true },
      StrictTransportSecurity: { AccessControlMaxAgeSec: 365 * 86_400, IncludeSubdomains: true, Override: true },
    },
  });
  const policy = JSON.stringify(properties);
  for (const directive of [
    "default-src 'self'",
    "script-src 'self';",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
  ]) {
    expect(policy).toContain(directive);
  }
  expect(policy.match(/[a-z-]+ [^;]*'unsafe-[^;]*/g)).toEqual(["style-src 'self' 'unsafe-inline'"]);
});

describe('what wakes the engine', () => {
  const ruleFor = (name: string) => {
    const found = resourcesOf(hub, 'AWS::Events::Rule').filter(([, { Properties }]) =>
      JSON.stringify(Properties['Targets']).includes(JSON.stringify(arnOf(name))),
    );
    expect(found).toHaveLength(1);
    return found[0]?.[1].Properties;
  };

  it('is a rule that asks find each minute, and hands on to repair what it found', () => {
    expect(ruleFor('find')).toMatchObject({
      State: 'ENABLED',
      ScheduleExpression: 'rate(1 minute)',
      Targets: [{ Arn: arnOf('find'), Input: JSON.stringify({ operation: 'find' }) }],
    });
    expect(only(hub, 'AWS::Lambda::EventInvokeConfig').properties).toMatchObject({
      FunctionName: { Ref: functionLogicalId(hub, 'find') },
      DestinationConfig: { OnSuccess: { Destination: arnOf('repair') } },
    });
  });

  it('is a rule that asks drive each minute, while the state machine is switched off and only then', () => {
    expect(ruleFor('drive')).toMatchObject({
      State: { 'Fn::If': ['IsScheduled', 'ENABLED', 'DISABLED'] },
      ScheduleExpression: 'rate(1 minute)',
      Targets: [{ Arn: arnOf('drive'), Input: JSON.stringify({ operation: 'drive' }) }],
    });
  });

  it('is a rule that asks refresh every five minutes', () => {
    expect(ruleFor('refresh')).toMatchObject({
      State: 'ENABLED',
      ScheduleExpression: 'rate(5 minutes)',
      Targets: [{ Arn: arnOf('refresh'), Input: JSON.stringify({ operation: 'refresh' }) }],
    });
  });

  it('defect 8.3.15: is a rule that asks sync-tags what sync-tags understands, every fifteen minutes', () => {
    const rule = ruleFor('syncTags');
    expect(rule).toMatchObject({ State: 'ENABLED', ScheduleExpression: 'rate(15 minutes)' });
    const [target] = z.object({ Targets: z.array(z.object({ Arn: z.json(), Input: z.string() })) }).parse(rule).Targets;
    expect(target?.Arn).toEqual(arnOf('syncTags'));
    const asked = readInvocation(JSON.parse(target?.Input ?? ''));
    expect(lambdaFunctions.syncTags.operations).toEqual([asked?.operation]);
  });

  const said = {
    source: ['aws.drs'],
    'detail-type': ['DRS Source Server Launch Result', 'DRS Source Server Data Replication Stalled Change'],
  };

  it('is what DRS says, on a bus that takes nothing else and from target accounts alone', () => {
    const bus = only(hub, 'AWS::Events::EventBus');
    expect(bus.properties).toMatchObject({ Name: 'breakwater-drs-events' });
    expect(ruleFor('hear')).toMatchObject({
      State: 'ENABLED',
      EventBusName: { Ref: bus.id },
      EventPattern: said,
      Targets: [{ Arn: arnOf('hear') }],
    });
    expect(bus.properties['Policy']).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'TargetAccounts',
          Effect: 'Allow',
          Principal: { AWS: { Ref: 'TargetAccountIds' } },
          Action: 'events:PutEvents',
          Resource: expect.objectContaining({ 'Fn::Join': expect.anything() }),
          Condition: { StringEquals: { 'events:source': 'aws.drs' } },
        },
      ],
    });
    expect(JSON.stringify(bus.properties['Policy'])).toContain(':event-bus/breakwater-drs-events"');
    expect(resourcesOf(hub, 'AWS::Events::EventBusPolicy'), 'nothing else lets anybody in').toEqual([]);
  });

  it('is forwarded from each Region of a target account to that bus', () => {
    const rule = only(target, 'AWS::Events::Rule').properties;
    expect(rule).toMatchObject({ State: 'ENABLED', EventPattern: said, Targets: [{ RoleArn: expect.anything() }] });
    expect(JSON.stringify(rule['Targets'])).toContain(':event-bus/breakwater-drs-events');
  });
});

describe('the alarms', () => {
  const oursBy = { Namespace: metricsNamespace, Dimensions: [{ Name: 'service', Value: 'breakwater' }] };
  const ofFunction = (name: string) => ({
    Namespace: 'AWS/Lambda',
    Dimensions: [{ Name: 'FunctionName', Value: { Ref: functionLogicalId(hub, name) } }],
  });
  const atLeast = { ComparisonOperator: 'GreaterThanOrEqualToThreshold', TreatMissingData: 'notBreaching' };

  const eachMinute = { Statistic: 'Sum', Period: 60, Threshold: 1 };

  /** What each watches, how it counts, and from which value on it rings. */
  const table = (): readonly (readonly [string, object])[] => [
    [
      'An execution ended FAILED, PARTIAL or TIMED_OUT',
      { ...oursBy, ...atLeast, MetricName: 'ExecutionsNotCompleted', Statistic: 'Sum', Period: 60, Threshold: 1 },
    ],
    [
      'A gate has waited for a person for 4 hours',
      { ...oursBy, ...atLeast, MetricName: 'OldestGateAge', Statistic: 'Maximum', Period: 60, Threshold: 14_400 },
    ],
    [
      'An execution has been PAUSED for 4 hours',
      { ...oursBy, ...atLeast, MetricName: 'OldestPauseAge', Statistic: 'Maximum', Period: 60, Threshold: 14_400 },
    ],
    [
      'Nobody has looked for overdue executions for five minutes',
      {
        ...ofFunction('find'),
        MetricName: 'Invocations',
        Statistic: 'Sum',
        Period: 300,
        Threshold: 1,
        ComparisonOperator: 'LessThanThreshold',
        TreatMissingData: 'breaching',
      },
    ],
    [
      'An event failed for good and lies in the dead-letter queue',
      {
        ...atLeast,
        Namespace: 'AWS/SQS',
        Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [only(hub, 'AWS::SQS::Queue').id, 'QueueName'] } }],
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Statistic: 'Maximum',
        Period: 60,
        Threshold: 1,
      },
    ],
    [
      'An overdue execution cannot be driven on: its repair has failed for three minutes, and the log of repair says why',
      { ...oursBy, ...atLeast, ...eachMinute, MetricName: 'RepairsFailed', EvaluationPeriods: 3 },
    ],
    [
      'Each minute an execution is found that nobody drives, for 15 minutes',
      { ...oursBy, ...atLeast, ...eachMinute, MetricName: 'OverdueExecutions', EvaluationPeriods: 15 },
    ],
    ...Object.keys(lambdaFunctions).map(
      (name) =>
        [
          `The function ${name} fails`,
          { ...ofFunction(name), ...atLeast, MetricName: 'Errors', Statistic: 'Sum', Period: 300, Threshold: 3 },
        ] as const,
    ),
  ];

  it('are these, each as soon as its value is reached so often, and each tells the topic', () => {
    const topic = only(hub, 'AWS::SNS::Topic');
    const found = resourcesOf(hub, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
    const sorted = <Row extends { readonly AlarmDescription?: unknown }>(rows: readonly Row[]) =>
      rows.toSorted((one, other) => String(one.AlarmDescription).localeCompare(String(other.AlarmDescription)));
    const expected = table().map(([AlarmDescription, watched]) => ({
      EvaluationPeriods: 1,
      ...watched,
      AlarmDescription,
      AlarmActions: [{ Ref: topic.id }],
    }));
    expect(sorted(found).map(({ Tags: _tags, ...alarm }) => alarm)).toEqual(sorted(expected));
  });

  it('may publish to the topic and use its key, and so may EventBridge', () => {
    const key = only(hub, 'AWS::KMS::Key');
    const topic = only(hub, 'AWS::SNS::Topic');
    expect(topic.properties['KmsMasterKeyId']).toEqual({ 'Fn::GetAtt': [key.id, 'Arn'] });
    const statements = z.object({ Statement: z.array(z.looseObject({})) });
    const keyPolicy = statements.parse(key.properties['KeyPolicy']).Statement;
    const { PolicyDocument, Topics } = only(hub, 'AWS::SNS::TopicPolicy').properties;
    expect(Topics).toEqual([{ Ref: topic.id }]);
    for (const service of ['events.amazonaws.com', 'cloudwatch.amazonaws.com']) {
      expect(keyPolicy).toContainEqual(
        expect.objectContaining({
          Effect: 'Allow',
          Principal: { Service: service },
          Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        }),
      );
      expect(statements.parse(PolicyDocument).Statement).toContainEqual(
        expect.objectContaining({ Effect: 'Allow', Principal: { Service: service }, Action: 'sns:Publish' }),
      );
    }
  });
});

it('the dashboard shows every measure that the functions give, and none that they do not', () => {
  const joined = z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.json())]) });
  const body = joined.parse(only(hub, 'AWS::CloudWatch::Dashboard').properties['DashboardBody']);
  const text = body['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'filled in')).join('');
  const { widgets } = z
    .object({ widgets: z.array(z.object({ properties: z.looseObject({ metrics: z.array(z.array(z.json())) }) })) })
    .parse(JSON.parse(text));
  const shown = widgets.flatMap(({ properties }) =>
    properties.metrics.flatMap(([namespace, ...rest]) =>
      namespace === metricsNamespace ? [rest.filter((part) => typeof part === 'string').join(' ')] : [],
    ),
  );
  // As the functions write them: a widget of any other is empty for ever.
  const written = Object.keys(metricUnits).map((name) => `${name} service breakwater`);
  expect(new Set(shown)).toEqual(new Set(written));
});
