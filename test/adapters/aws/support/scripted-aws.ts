import {
  type AwsServices,
  type AwsServicesOptions,
  createAwsServices,
} from '../../../../src/adapters/aws/aws-services.ts';
import type { AwsCall } from '../../../../src/adapters/aws/wire-call.ts';
import { createVirtualClock, type VirtualClock } from '../../../support/virtual-clock.ts';
import { home, other, otherRole } from './accounts.ts';

/** What one request was, as it was on the wire. */
export interface SeenRequest {
  readonly service: string;
  /** Operation name: the path of a DRS request, the `Action` of the others. */
  readonly operation: string;
  readonly body: string;
  readonly accessKeyId: string;
}
export type Answer = (request: SeenRequest, count: number) => Response | Promise<Response>;

export interface ScriptedAws {
  readonly aws: AwsServices;
  readonly clock: VirtualClock;
  /** Requests on the wire. STS questions about ourselves are left out. */
  readonly seen: SeenRequest[];
  readonly calls: AwsCall[];
}

type ScriptedOptions = Partial<Omit<AwsServicesOptions, 'fetch' | 'clock'>> & {
  readonly homeAccountGiven?: boolean;
  /** False: the SDK's default chain looks for them. */
  readonly credentialsGiven?: boolean;
};

/** The real adapters over answers that a test writes by hand, keyed by operation. */
export async function scriptedAws(
  answers: Readonly<Record<string, Answer>>,
  { homeAccountGiven = true, credentialsGiven = true, ...options }: ScriptedOptions = {},
): Promise<ScriptedAws> {
  const clock = createVirtualClock();
  const seen: SeenRequest[] = [];
  const calls: AwsCall[] = [];
  const script: Readonly<Record<string, Answer>> = {
    GetCallerIdentity: () => callerIdentity(home.accountId),
    ...answers,
  };
  const aws = createAwsServices({
    ...(homeAccountGiven ? { homeAccountId: home.accountId } : {}),
    accounts: [{ accountId: other.accountId, roleArn: otherRole }],
    ...(credentialsGiven ? { staticCredentials: { accessKeyId: 'AKIAHOME', secretAccessKey: 'secret' } } : {}),
    onCall: (call) => calls.push(call),
    ...options,
    clock,
    async fetch(request) {
      const seenRequest = await readRequest(request);
      const count = seen.push(seenRequest);
      const answer = script[seenRequest.operation];
      if (answer === undefined) throw new Error(`the test answers no ${seenRequest.operation}`);
      return answer(seenRequest, count);
    },
  });
  await aws.load();
  return { aws, clock, seen, calls };
}

async function readRequest(request: Request): Promise<SeenRequest> {
  const { hostname, pathname } = new URL(request.url);
  const body = await request.text();
  const signature = /Credential=([^/]+)/.exec(request.headers.get('authorization') ?? '');
  return {
    service: hostname.split('.')[0] ?? '',
    operation: pathname === '/' ? (new URLSearchParams(body).get('Action') ?? '') : pathname.slice(1),
    body,
    accessKeyId: signature?.[1] ?? '',
  };
}

export const operationsOf = (seen: readonly SeenRequest[]): string[] =>
  seen.map(({ operation }) => operation).filter((operation) => operation !== 'GetCallerIdentity');

export const json = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status });

export const drsError = (
  status: number,
  name: string,
  members: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): Response => new Response(JSON.stringify(members), { status, headers: { 'x-amzn-errortype': name, ...headers } });

export const ec2Error = (status: number, code: string, message: string): Response =>
  new Response(
    `<?xml version="1.0" encoding="UTF-8"?><Response><Errors><Error><Code>${code}</Code><Message>${message}</Message>` +
      '</Error></Errors><RequestID>ea966190-f9aa-478e-9ede-example</RequestID></Response>',
    { status },
  );

export const stsError = (status: number, code: string, message: string): Response =>
  new Response(
    '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>' +
      `<Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
    { status },
  );

export const callerIdentity = (accountId: string): Response =>
  sts(
    'GetCallerIdentity',
    `<Arn>arn:aws:iam::${accountId}:user/op</Arn><UserId>U</UserId><Account>${accountId}</Account>`,
  );

export const assumedRole = (accessKeyId: string, expiration: string): Response =>
  sts(
    'AssumeRole',
    `<Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>` +
      `<SessionToken>t</SessionToken><Expiration>${expiration}</Expiration></Credentials>`,
  );

const sts = (operation: string, result: string): Response =>
  new Response(
    `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${operation}Result>${result}` +
      `</${operation}Result></${operation}Response>`,
  );

export const describedInstances = (ids: readonly string[]): Response =>
  new Response(
    '<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><reservationSet>' +
      ids
        .map((id) => `<item><instancesSet><item><instanceId>${id}</instanceId></item></instancesSet></item>`)
        .join('') +
      '</reservationSet></DescribeInstancesResponse>',
  );
