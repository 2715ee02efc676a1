/** The distribution of the template before the API: what CloudFront makes of a request, and the secret that it sends. */
import { runInNewContext } from 'node:vm';
import { z } from 'zod';
import type { Json } from '../../../src/ports/item-store.ts';
import { resourcesOf, type Template } from '../../support/synth/synthesized.ts';
import type { Wire } from './aws-wires.ts';
import { missingOf, type Right } from './roles.ts';

/** What Secrets Manager has generated. */
export const FRONT_DOOR_SECRET = 'generated-when-the-stack-was-made-4f1d2a7c9b3e';

const behaviorSchema = z.looseObject({
  PathPattern: z.string(),
  TargetOriginId: z.string(),
  FunctionAssociations: z.array(
    z.object({
      EventType: z.literal('viewer-request'),
      FunctionARN: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('FunctionARN')]) }),
    }),
  ),
});
const originSchema = z.looseObject({
  Id: z.string(),
  OriginCustomHeaders: z.array(z.object({ HeaderName: z.string(), HeaderValue: z.json() })).default([]),
});
const distributionSchema = z.looseObject({
  DistributionConfig: z.looseObject({ CacheBehaviors: z.array(behaviorSchema), Origins: z.array(originSchema) }),
});
const requestSchema = z.looseObject({ headers: z.record(z.string(), z.object({ value: z.string() })) });

/** As CloudFormation fills it in, when it deploys. */
const deployedText = (template: Template, text: unknown): string => {
  if (typeof text === 'string') return text;
  const reference = z.object({
    'Fn::Join': z.tuple([
      z.literal(''),
      z.tuple([z.literal('{{resolve:secretsmanager:'), z.object({ Ref: z.string() }), z.string()]),
    ]),
  });
  const [, { Ref: id }, field] = reference.parse(text)['Fn::Join'][1];
  const [secret] = resourcesOf(template, 'AWS::SecretsManager::Secret').filter(([each]) => each === id);
  if (secret === undefined || field !== ':SecretString:::}}') throw new Error('it refers to no secret of the template');
  return FRONT_DOOR_SECRET;
};

/** The headers with which a viewer's request to the API leaves CloudFront; all but the host are sent on. */
const throughCloudFront = (
  template: Template,
  viewerAddress: string,
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => {
  const [distribution] = resourcesOf(template, 'AWS::CloudFront::Distribution');
  const { CacheBehaviors, Origins } = distributionSchema.parse(distribution?.[1].Properties).DistributionConfig;
  const behavior = CacheBehaviors.find(({ PathPattern }) => PathPattern === '/api/*');
  if (behavior === undefined) throw new Error('nothing leads to the API');
  let request = requestSchema.parse({
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), { value }])),
  });
  for (const { FunctionARN } of behavior.FunctionAssociations) {
    const { FunctionCode } = z
      .looseObject({ FunctionCode: z.string() })
      .parse(template.Resources[FunctionARN['Fn::GetAtt'][0]]?.Properties);
    const event = JSON.stringify({ version: '1.0', viewer: { ip: viewerAddress }, request });
    request = requestSchema.parse(runInNewContext(`${FunctionCode}; handler(${event})`));
  }
  const origin = Origins.find(({ Id }) => Id === behavior.TargetOriginId);
  const own = (origin?.OriginCustomHeaders ?? []).map(
    ({ HeaderName, HeaderValue }) => [HeaderName, deployedText(template, HeaderValue)] as const,
  );
  const sent = Object.entries(request.headers).map(([name, { value }]) => [name, value] as const);
  return Object.fromEntries([...sent, ...own]);
};

const parameterSchema = z.object({
  Name: z.string().startsWith('/aws/reference/secretsmanager/'),
  WithDecryption: z.literal(true),
});

/** Parameter Store in our own account, which hands the secret through, behind the role of one function. */
export const secretsReadBy =
  (options: {
    readonly template: Template;
    readonly rights: readonly Right[];
    readonly onDenied: (right: Right) => void;
    /** Everything else. */
    readonly fetch: Wire['fetch'];
  }): Wire['fetch'] =>
  async (request) => {
    if (request.headers.get('x-amz-target') !== 'AmazonSSM.GetParameter') return options.fetch(request);
    const { Name } = parameterSchema.parse(JSON.parse(await request.text()));
    const secretName = Name.split('/').at(-1);
    const secret = resourcesOf(options.template, 'AWS::SecretsManager::Secret').find(
      ([, { Properties }]) => Properties['Name'] === secretName,
    );
    if (secret === undefined) return Response.json({ __type: 'ParameterNotFound' }, { status: 400 });
    const missing = missingOf(options.rights, [
      { action: 'ssm:GetParameter', resource: `arn:aws:ssm:us-east-1:111122223333:parameter${Name}` },
      { action: 'secretsmanager:GetSecretValue', resource: `\${${secret[0]}}` },
    ]);
    if (missing !== undefined) {
      options.onDenied(missing);
      return Response.json({ __type: 'AccessDeniedException', message: `no ${missing.action}` }, { status: 400 });
    }
    return Response.json({ Parameter: { Name, Type: 'SecureString', Value: FRONT_DOOR_SECRET } });
  };

interface HttpCall {
  readonly way: 'by CloudFront' | 'around CloudFront';
  readonly method: string;
  readonly path: string;
  readonly group: string;
  readonly viewerAddress: string;
  readonly body?: Json;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A person of a group calls, with a token that API Gateway has verified. */
export const callOverHttpBy =
  (template: Template, invoke: (name: 'api', event: unknown) => Promise<Json>) =>
  async ({ way, method, path, group, viewerAddress, body, headers = {} }: HttpCall) => {
    const sent = { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers };
    const answer = await invoke('api', {
      version: '2.0',
      rawPath: path,
      rawQueryString: '',
      headers: way === 'by CloudFront' ? throughCloudFront(template, viewerAddress, sent) : sent,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      isBase64Encoded: false,
      requestContext: {
        domainName: 'abc.execute-api.us-east-1.amazonaws.com',
        // API Gateway's caller: CloudFront, where it came by that.
        http: { method, sourceIp: way === 'by CloudFront' ? '130.176.0.1' : viewerAddress },
        authorizer: { jwt: { claims: { sub: '7d3c', email: 'ana@example.com', 'cognito:groups': `[${group}]` } } },
      },
    });
    const { statusCode, body: text } = z.object({ statusCode: z.number(), body: z.string() }).parse(answer);
    return { status: statusCode, body: z.json().parse(JSON.parse(text)) };
  };
