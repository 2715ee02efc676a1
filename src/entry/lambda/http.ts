/** Between API Gateway's events and the API's fetch handler. */
import { z } from 'zod';
import type { Caller } from '../../api/authenticate.ts';
import type { Problem } from '../../api/contract.ts';
import { malformedRequest } from '../../api/problems.ts';
import { type Role, roleSchema } from '../../domain/permissions.ts';
import type { Json } from '../../ports/item-store.ts';
import { type DirectRequest, type HttpEvent, isTooDeep } from './invocation.ts';

export type Fetch = (request: Request) => Promise<Response>;

const withBody = (method: string, body: string | Uint8Array<ArrayBuffer> | undefined) =>
  body === undefined || method === 'GET' || method === 'HEAD' ? {} : { body };

/** Undefined: a host or header that HTTP does not have. The library tells by throwing, and knows best. */
const requestOrNone = (make: () => Request): Request | undefined => {
  try {
    return make();
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
};

/** Those that a server on a socket lets through, and a router expects. */
const methods: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

export const toRequest = (event: HttpEvent): Request | undefined =>
  methods.includes(event.requestContext.http.method) ? requestOrNone(() => requestOf(event)) : undefined;

const requestOf = (event: HttpEvent): Request => {
  const { method } = event.requestContext.http;
  const url = new URL(`https://${event.requestContext.domainName}`);
  url.pathname = event.rawPath;
  url.search = event.rawQueryString;
  const headers = new Headers();
  for (const [name, value] of Object.entries(event.headers)) if (value !== undefined) headers.append(name, value);
  const { body, isBase64Encoded } = event;
  const bytes = body !== undefined && isBase64Encoded ? new Uint8Array(Buffer.from(body, 'base64')) : body;
  return new Request(url, { method, headers, ...withBody(method, bytes) });
};

/** The answer in payload format 2.0. All that the API answers is text. */
export const toHttpAnswer = async (response: Response): Promise<Json> => ({
  statusCode: response.status,
  headers: Object.fromEntries(response.headers),
  body: await response.text(),
});

/** Undefined as above, and for a body that is nested too deep to be written as text. */
export const directToRequest = (asked: DirectRequest): Request | undefined =>
  isTooDeep(asked.body) ? undefined : requestOrNone(() => directRequestOf(asked));

const directRequestOf = ({ method, path, headers, body }: DirectRequest): Request =>
  new Request(new URL(path, 'https://direct.invalid'), {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...withBody(method, body === undefined ? undefined : JSON.stringify(body)),
  });

const bodySchema = z.json();
/** `status` and the parsed body: an automation has no use for HTTP's envelope. */
export const toDirectAnswer = async (response: Response): Promise<Json> => {
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, body: isJson ? bodySchema.parse(JSON.parse(text)) : text };
};

const claimsSchema = z.object({
  sub: z.string().min(1),
  email: z.string().optional(),
  username: z.string().optional(),
  'cognito:username': z.string().optional(),
  /** API Gateway writes a list as the text `[Admin Operator]`. */
  'cognito:groups': z.string().optional(),
});

/** Of the user pool's groups those that are roles; any other group gives nothing. */
export const callerOf = (event: HttpEvent): Caller | undefined => {
  const claims = claimsSchema.safeParse(event.requestContext.authorizer?.jwt.claims);
  if (!claims.success) return undefined;
  const { sub, email, username, 'cognito:username': cognitoName, 'cognito:groups': groups = '' } = claims.data;
  const held = groups.replaceAll(/[[\]]/g, ' ').split(/[\s,]+/);
  const roles: Role[] = held.flatMap((group) => {
    const role = roleSchema.safeParse(group);
    return role.success ? [role.data] : [];
  });
  return { actor: email ?? cognitoName ?? username ?? sub, roles };
};

/** What is told without the API. */
export const problemAnswer = (problem: Problem): Response =>
  Response.json(problem, { status: problem.status, headers: { 'content-type': 'application/problem+json' } });

/** The API with callers that something before it has authenticated. */
export interface CalledApi {
  readonly authenticate: (request: Request) => Promise<Caller | undefined>;
  readonly addressOf: (request: Request) => string | undefined;
  /** No caller: the API answers what it answers to strangers. No request: it is not asked. */
  callAs(caller: Caller | undefined, request: Request | undefined, fetch: Fetch, address?: string): Promise<Response>;
}

/** A request belongs to its caller from the moment that it is made; it is never looked for in what was sent. */
export const createCalledApi = (): CalledApi => {
  const callers = new WeakMap<Request, Caller>();
  const addresses = new WeakMap<Request, string>();
  return {
    authenticate: async (request) => callers.get(request),
    addressOf: (request) => addresses.get(request),
    callAs: async (caller, request, fetch, address) => {
      if (request === undefined) return problemAnswer(malformedRequest());
      if (address !== undefined) addresses.set(request, address);
      if (caller !== undefined) callers.set(request, caller);
      return fetch(request);
    },
  };
};
