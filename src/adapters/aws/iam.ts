/**
 * AWS IAM, of which one question is asked. It speaks the protocol of STS, whose client signs the request and carries it:
 * the address, the names in the signature and the answer are IAM's (IAM API reference, SimulatePrincipalPolicy).
 */
import { z } from 'zod';
import type { Scope } from '../../domain/model/scope.ts';
import type { Outcome } from '../../ports/aws-failure.ts';
import type { PermissionAnswer, PermissionQuestion } from '../../ports/permission-service.ts';
import type { AccountCall } from './account-call.ts';
import type { ClientSettings } from './client-settings.ts';
import type { Operation } from './errors.ts';
import { createServiceRequest } from './service-request.ts';

type Client = InstanceType<typeof import('./sdk-sts.ts')['STSClient']>;

export interface IamService {
  simulate(
    scope: Scope,
    principalArn: string,
    question: PermissionQuestion,
  ): Promise<Outcome<readonly PermissionAnswer[]>>;
}

export const createIamService = (options: {
  readonly call: AccountCall;
  readonly settings: (region: string) => ClientSettings;
}): IamService => {
  const request = createServiceRequest({
    call: options.call,
    loadSdk: () => import('./sdk-sts.ts'),
    makeClient: (sdk, region, { credentials }) => new sdk.STSClient({ ...options.settings(region), credentials }),
  });
  return {
    simulate: (scope, principalArn, question) =>
      request(scope, simulatePrincipalPolicy, answersSchema, async (_sdk, client, { abortSignal }) => {
        const { endpoint = iamOf(scope.region).url } = options.settings(scope.region);
        return answersIn(await post(client, scope, endpoint, formOf(principalArn, question), abortSignal));
      }),
  };
};

const simulatePrincipalPolicy: Operation = { operation: 'iam:SimulatePrincipalPolicy', mutates: false };

/** IAM has one address in each partition ("AWS Identity and Access Management endpoints and quotas"). */
export const iamOf = (region: string): { readonly url: string; readonly signingRegion: string } => {
  if (region.startsWith('cn-')) {
    return { url: 'https://iam.cn-north-1.amazonaws.com.cn', signingRegion: 'cn-north-1' };
  }
  if (region.startsWith('us-gov-')) return { url: 'https://iam.us-gov.amazonaws.com', signingRegion: 'us-gov-west-1' };
  return { url: 'https://iam.amazonaws.com', signingRegion: 'us-east-1' };
};

/** All that is asked fits into one page of answers. */
const ANSWERS_MAX = '1000';

const formOf = (principalArn: string, { actions, resource, context = {} }: PermissionQuestion): string => {
  const form = new URLSearchParams({
    Action: 'SimulatePrincipalPolicy',
    Version: '2010-05-08',
    PolicySourceArn: principalArn,
    MaxItems: ANSWERS_MAX,
    'ResourceArns.member.1': resource,
  });
  for (const [index, action] of actions.entries()) form.set(`ActionNames.member.${index + 1}`, action);
  for (const [index, [key, values]] of Object.entries(context).entries()) {
    const entry = `ContextEntries.member.${index + 1}`;
    form.set(`${entry}.ContextKeyName`, key);
    form.set(`${entry}.ContextKeyType`, typeof values === 'string' ? 'string' : 'stringList');
    for (const [position, value] of [values].flat().entries())
      form.set(`${entry}.ContextKeyValues.member.${position + 1}`, value);
  }
  return form.toString();
};

const post = async (
  client: Client,
  { region }: Scope,
  endpoint: string,
  body: string,
  abortSignal: AbortSignal,
): Promise<string> => {
  const { protocol, hostname, port, host } = new URL(endpoint);
  const { signingRegion } = iamOf(region);
  const signer = await client.config.signer({ name: 'sigv4', signingName: 'iam', signingRegion, properties: {} });
  const signed = await signer.sign({
    method: 'POST',
    protocol,
    hostname,
    ...(port === '' ? {} : { port: Number(port) }),
    path: '/',
    query: {},
    headers: { host, 'content-type': 'application/x-www-form-urlencoded' },
    body,
  });
  const { response } = await client.config.requestHandler.handle(signed, { abortSignal });
  const { statusCode, headers } = response;
  const text = await textOf(client, response.body);
  if (statusCode < 300) return text;
  throw Object.assign(new Error(elementIn(text, 'Message') ?? `HTTP ${statusCode}`), {
    name: elementIn(text, 'Code') ?? 'UnknownError',
    $fault: statusCode >= 500 ? 'server' : 'client',
    $metadata: { httpStatusCode: statusCode },
    $response: { statusCode, headers, body: text },
  });
};

const textOf = async (client: Client, body: unknown): Promise<string> => {
  const bytes = body instanceof Uint8Array ? body : await client.config.streamCollector(body);
  return new TextDecoder().decode(bytes);
};

/** What is read are names of actions and of decisions, which hold no mark-up; of an error its words. */
const elementIn = (xml: string, name: string): string | undefined =>
  new RegExp(`<${name}>([^<]*)</${name}>`)
    .exec(xml)?.[1]
    ?.replaceAll(/&(amp|lt|gt|quot|apos|#39);/g, (entity) => entities[entity] ?? entity);

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&#39;': "'",
};

/** One `EvalDecision` for each action; what stands between them says why. */
const answersIn = (xml: string) =>
  xml
    .split('<EvalActionName>')
    .slice(1)
    .map((part) => ({
      action: elementIn(`<EvalActionName>${part}`, 'EvalActionName'),
      decision: elementIn(part, 'EvalDecision'),
    }));

const answersSchema = z
  .array(z.object({ action: z.string().min(1), decision: z.string().min(1) }))
  .min(1)
  .transform((answers): readonly PermissionAnswer[] =>
    answers.map(({ action, decision }) => ({ action, decision, isAllowed: decision === 'allowed' })),
  );
