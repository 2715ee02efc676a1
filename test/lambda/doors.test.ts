/** Who may come at what the hub holds: the policies of the resources themselves, and where people are sent back to. */
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { redirectPorts } from '../../src/api/hosted-sign-in.ts';
import { resourcesOf, synthesized, type Template } from '../support/synth/synthesized.ts';
import { functionNames } from './support/cloud.ts';
import { functionLogicalId } from './support/roles.ts';

let hub: Template;
let firewall: Template;
beforeAll(async () => {
  const { template } = await synthesized();
  hub = template('Breakwater');
  firewall = template('BreakwaterFirewall');
});

const only = (template: Template, type: string) => {
  const [found, ...others] = resourcesOf(template, type);
  expect(others, type).toEqual([]);
  return { id: found?.[0] ?? '', properties: found?.[1].Properties ?? {} };
};
const statementsSchema = z.object({
  Statement: z.array(z.looseObject({ Effect: z.string(), Action: z.json(), Principal: z.json() })),
});
/** Whom a policy lets in, and to what. */
const allowedBy = (policy: unknown) =>
  statementsSchema
    .parse(policy)
    .Statement.flatMap(({ Effect, Action, Principal }) => (Effect === 'Allow' ? [[Principal, Action]] : []));

it('a function is called by what the stack connects with it, and by nobody else', () => {
  const functionOf = (reference: unknown): string =>
    functionNames.find((name) => JSON.stringify(reference).includes(functionLogicalId(hub, name))) ?? 'another';
  const api = only(hub, 'AWS::ApiGatewayV2::Api').id;
  const topic = only(hub, 'AWS::SNS::Topic').id;
  const rules = new Map(resourcesOf(hub, 'AWS::Events::Rule').map(([id]) => [id, JSON.stringify(hub.Resources[id])]));
  const calls = resourcesOf(hub, 'AWS::Lambda::Permission').map(([id, { Properties }]) => {
    const { Principal, SourceArn, FunctionName, Action } = Properties;
    expect(Action, id).toBe('lambda:InvokeFunction');
    const source = JSON.stringify(SourceArn ?? 'anybody');
    const name = functionOf(FunctionName);
    const rule = [...rules].find(([ruleId]) => source.includes(`"${ruleId}"`));
    // What calls it by a rule is that rule's target.
    if (rule !== undefined) expect(rule[1]).toContain(functionLogicalId(hub, name === 'another' ? '' : name));
    const by = rule !== undefined ? 'a rule' : [api, topic].find((each) => source.includes(`"${each}"`));
    return `${String(z.string().parse(Principal))} by ${by ?? source}: ${name}`;
  });
  expect([...new Set(calls)].toSorted()).toEqual(
    [
      `apigateway.amazonaws.com by ${api}: api`,
      `sns.amazonaws.com by ${topic}: notify`,
      ...['find', 'notify', 'drive', 'refresh', 'syncTags', 'hear'].map(
        (name) => `events.amazonaws.com by a rule: ${name}`,
      ),
    ].toSorted(),
  );
});

describe('what people are told by', () => {
  const services = ['events.amazonaws.com', 'cloudwatch.amazonaws.com'];
  it('takes messages of EventBridge and of alarms, over TLS alone; the functions have it in their own rights', () => {
    const { PolicyDocument } = only(hub, 'AWS::SNS::TopicPolicy').properties;
    expect(allowedBy(PolicyDocument)).toEqual(services.map((Service) => [{ Service }, 'sns:Publish']));
    expect(JSON.stringify(PolicyDocument)).toContain('"aws:SecureTransport":"false"');
  });

  it('has a key that the account governs, and those services use', () => {
    const key = only(hub, 'AWS::KMS::Key').properties;
    expect(key).toMatchObject({ EnableKeyRotation: true });
    const [governs, ...uses] = allowedBy(key['KeyPolicy']);
    expect(governs).toEqual([{ AWS: expect.objectContaining({ 'Fn::Join': expect.anything() }) }, 'kms:*']);
    expect(JSON.stringify(governs)).toContain('{"Ref":"AWS::AccountId"},":root"');
    for (const [principal, actions] of uses) {
      expect(actions).toEqual(['kms:Decrypt', 'kms:GenerateDataKey*']);
      const { Service } = z.strictObject({ Service: z.union([z.string(), z.array(z.string())]) }).parse(principal);
      expect(services).toEqual(expect.arrayContaining([Service].flat()));
    }
  });

  it('leaves what failed in a queue that only the rules and the topic of the stack write to', () => {
    const { Statement } = z
      .object({
        Statement: z.array(z.looseObject({ Effect: z.string(), Action: z.json(), Condition: z.json().optional() })),
      })
      .parse(only(hub, 'AWS::SQS::QueuePolicy').properties['PolicyDocument']);
    const sources = [...resourcesOf(hub, 'AWS::Events::Rule'), ...resourcesOf(hub, 'AWS::SNS::Topic')].map(
      ([id]) => id,
    );
    const writing = Statement.filter(({ Effect }) => Effect === 'Allow');
    expect(writing.length).toBeGreaterThan(6);
    for (const { Action, Condition } of writing) {
      expect(Action).toBe('sqs:SendMessage');
      expect(sources.some((id) => JSON.stringify(Condition ?? '').includes(`"${id}"`))).toBe(true);
    }
  });
});

it('no bucket is public, nor read without TLS', () => {
  const buckets = resourcesOf(hub, 'AWS::S3::Bucket');
  expect(buckets).toHaveLength(2);
  const policies = resourcesOf(hub, 'AWS::S3::BucketPolicy').map(([, { Properties }]) => Properties);
  for (const [id, { Properties }] of buckets) {
    expect(Properties['PublicAccessBlockConfiguration'], id).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    const policy = policies.find(({ Bucket }) => JSON.stringify(Bucket) === JSON.stringify({ Ref: id }));
    expect(JSON.stringify(policy), id).toContain('"aws:SecureTransport":"false"');
    // Of everybody nothing but the refusal.
    for (const [principal] of allowedBy(policy?.['PolicyDocument'])) {
      expect(principal, id).not.toEqual('*');
      expect(principal, id).not.toMatchObject({ AWS: '*' });
    }
  }
});

it('a sign-in comes back to the console, or to the command line on this machine, and to no other address', () => {
  const console = {
    'Fn::Join': [
      '',
      ['https://', { 'Fn::GetAtt': [only(hub, 'AWS::CloudFront::Distribution').id, 'DomainName'] }, '/'],
    ],
  };
  expect(only(hub, 'AWS::Cognito::UserPoolClient').properties).toMatchObject({
    CallbackURLs: [console, ...redirectPorts.map((port) => `http://localhost:${port}/`)],
    LogoutURLs: [console],
    AllowedOAuthScopes: ['openid', 'email'],
    PreventUserExistenceErrors: 'ENABLED',
  });
});

it('the firewall lets through what no rule blocks, and keeps tokens out of its log', () => {
  expect(only(firewall, 'AWS::WAFv2::WebACL').properties).toMatchObject({ DefaultAction: { Allow: {} } });
  expect(only(firewall, 'AWS::WAFv2::LoggingConfiguration').properties).toMatchObject({
    RedactedFields: [{ SingleHeader: { Name: 'authorization' } }],
  });
});

describe('a request to the API', () => {
  it('leaves CloudFront with the secret of the stack, and with the address of who asked', () => {
    const { CacheBehaviors, Origins } = z
      .looseObject({
        CacheBehaviors: z.tuple([z.looseObject({ TargetOriginId: z.string(), FunctionAssociations: z.json() })]),
        Origins: z.array(z.looseObject({ Id: z.string(), OriginCustomHeaders: z.json().optional() })),
      })
      .parse(only(hub, 'AWS::CloudFront::Distribution').properties['DistributionConfig']);
    const [{ TargetOriginId, FunctionAssociations }] = CacheBehaviors;
    const secret = only(hub, 'AWS::SecretsManager::Secret').id;
    expect(Origins.map(({ Id, OriginCustomHeaders }) => [Id === TargetOriginId, OriginCustomHeaders])).toEqual([
      [false, undefined],
      [
        true,
        [
          {
            HeaderName: 'breakwater-front-door',
            HeaderValue: {
              'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: secret }, ':SecretString:::}}']],
            },
          },
        ],
      ],
    ]);
    expect(FunctionAssociations).toEqual([
      {
        EventType: 'viewer-request',
        FunctionARN: { 'Fn::GetAtt': [expect.stringMatching(/AddressOfViewer/), 'FunctionARN'] },
      },
    ]);
  });
});
