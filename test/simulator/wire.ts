import { isRecord } from './api-model.ts';

export const homeAccount = '111122223333';
export const secondAccount = '444455556666';

type Fetch = (request: Request) => Promise<Response>;
type Signing = { region?: string; accessKeyId?: string };

const authorization = (service: string, { region = 'us-east-1', accessKeyId = 'AKIAEXAMPLE' }: Signing): string =>
  `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261102/${region}/${service}/aws4_request, SignedHeaders=host, Signature=00`;

export type RawAnswer = { status: number; headers: Headers; body: Record<string, unknown> };

/** A DRS call as bytes on the wire, for what SDK clients would not send or would hide. */
export async function drsCall(
  simulator: { fetch: Fetch },
  operation: string,
  body: unknown = {},
  signing: Signing = {},
): Promise<RawAnswer> {
  const headers = { authorization: authorization('drs', signing), 'content-type': 'application/json' };
  const answer = await simulator.fetch(drsRequest(operation, body, headers));
  const text = await answer.text();
  const parsed: unknown = text === '' ? {} : JSON.parse(text);
  if (!isRecord(parsed)) throw new Error(`${operation} answered no object`);
  return { status: answer.status, headers: answer.headers, body: parsed };
}

const tagMethods: Record<string, string> = { ListTagsForResource: 'GET', TagResource: 'POST', UntagResource: 'DELETE' };

/** The operations on tags have members in the URL; all others are `POST /Name`. */
function drsRequest(operation: string, body: unknown, headers: Record<string, string>): Request {
  if (operation === 'ListStagingAccounts') {
    const url = new URL(`http://aws/${operation}`);
    for (const [name, value] of Object.entries(isRecord(body) ? body : {})) url.searchParams.set(name, String(value));
    return new Request(url, { headers });
  }
  const method = tagMethods[operation];
  if (method === undefined || !isRecord(body)) {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return new Request(`http://aws/${operation}`, { method: 'POST', headers, body: text });
  }
  const { resourceArn, tagKeys, ...rest } = body;
  const url = new URL(`http://aws/tags/${encodeURIComponent(String(resourceArn))}`);
  for (const key of Array.isArray(tagKeys) ? tagKeys : []) url.searchParams.append('tagKeys', String(key));
  return new Request(url, { method, headers, ...(method === 'POST' ? { body: JSON.stringify(rest) } : {}) });
}

/** A call of a query service; the answer is XML text. */
export async function queryCall(
  simulator: { fetch: Fetch },
  service: 'ec2' | 'sts' | 'iam',
  members: Record<string, string>,
  signing: Signing = {},
): Promise<{ status: number; headers: Headers; xml: string }> {
  const headers = { authorization: authorization(service, signing) };
  const body = new URLSearchParams(members);
  const answer = await simulator.fetch(new Request('http://aws/', { method: 'POST', headers, body }));
  return { status: answer.status, headers: answer.headers, xml: await answer.text() };
}

/** A call of a service that speaks JSON 1.1. */
export async function jsonCall(
  simulator: { fetch: Fetch },
  service: 'servicequotas',
  target: string,
  body: unknown,
): Promise<RawAnswer> {
  const headers = {
    authorization: authorization(service, {}),
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': target,
  };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await simulator.fetch(new Request('http://aws/', { method: 'POST', headers, body: text }));
  const parsed: unknown = await answer.json();
  return { status: answer.status, headers: answer.headers, body: isRecord(parsed) ? parsed : {} };
}

/** A call of the control endpoint. */
export async function control(
  simulator: { fetch: Fetch },
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const init =
    body === undefined ? { method } : { method, body: typeof body === 'string' ? body : JSON.stringify(body) };
  const answer = await simulator.fetch(new Request(`http://aws/_control/${path}`, init));
  const parsed: unknown = await answer.json();
  return { status: answer.status, body: isRecord(parsed) ? parsed : {} };
}
