/** One request to the API, and its answer: parsed, never trusted. */
import { z } from 'zod';
import { type Problem, problemSchema, timeHeader } from './contract.ts';

export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

export interface ClientOptions {
  /** For example http://127.0.0.1:7700, without `/api`. */
  readonly baseUrl: string;
  /** Or what gives one, before each request: a sign-in that is renewed. */
  readonly token?: string | (() => Promise<string | undefined>);
  readonly fetch: Fetch;
}

export type Failure =
  /** The server answered, and said no. */
  | { readonly kind: 'problem'; readonly problem: Problem }
  /** No answer. `sent` is false when the request certainly did not arrive. */
  | { readonly kind: 'unreachable'; readonly message: string; readonly sent: boolean }
  /** Something else answered, or another version of the server. */
  | { readonly kind: 'not-understood'; readonly message: string };

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** A look at something that may not have changed since the last one. */
export type Look<T> = { /** ISO 8601. */ readonly serverTime?: string } & (
  | { readonly unchanged: true }
  | { readonly unchanged: false; readonly value: T; readonly etag?: string }
);

interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

type Answer =
  | { readonly ok: true; readonly response: Response; readonly text: string }
  | Extract<Result<never>, { ok: false }>;

async function exchange({ baseUrl, token, fetch }: ClientOptions, request: ApiRequest): Promise<Answer> {
  try {
    const bearer = typeof token === 'function' ? await token() : token;
    const response = await fetch(`${baseUrl.replace(/\/+$/, '')}${request.path}`, {
      method: request.method,
      headers: {
        accept: 'application/json',
        ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
        ...(request.body !== undefined && { 'content-type': 'application/json' }),
        ...request.headers,
      },
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
    });
    return { ok: true, response, text: await response.text() };
  } catch (error) {
    return { ok: false, failure: unreachable(error) };
  }
}

export async function send<Schema extends z.ZodType>(
  options: ClientOptions,
  request: ApiRequest,
  schema: Schema,
): Promise<Result<z.output<Schema>>> {
  const answer = await exchange(options, request);
  return answer.ok ? understand(answer.response, answer.text, schema) : answer;
}

/** Answers nothing when it is done. */
export async function sendDelete(options: ClientOptions, path: string): Promise<Result<undefined>> {
  const answer = await exchange(options, { method: 'DELETE', path });
  if (!answer.ok) return answer;
  return answer.response.status === 204
    ? { ok: true, value: undefined }
    : understand(answer.response, answer.text, z.undefined());
}

export async function sendUnless<Schema extends z.ZodType>(
  options: ClientOptions,
  path: string,
  schema: Schema,
  etag: string | undefined,
): Promise<Result<Look<z.output<Schema>>>> {
  const headers: Record<string, string> = etag === undefined ? {} : { 'if-none-match': etag };
  const answer = await exchange(options, { method: 'GET', path, headers });
  if (!answer.ok) return answer;
  const { headers: answered, status } = answer.response;
  const serverTime = answered.get(timeHeader);
  const about = serverTime === null ? {} : { serverTime };
  if (status === 304) return { ok: true, value: { unchanged: true, ...about } };
  const result = understand(answer.response, answer.text, schema);
  if (!result.ok) return result;
  const newTag = answered.get('etag');
  const value = { unchanged: false as const, value: result.value, ...about, ...(newTag !== null && { etag: newTag }) };
  return { ok: true, value };
}

function understand<Schema extends z.ZodType>(
  response: Response,
  text: string,
  schema: Schema,
): Result<z.output<Schema>> {
  const body = parseJson(text);
  if (response.ok) {
    const parsed = schema.safeParse(body);
    if (parsed.success) return { ok: true, value: parsed.data };
  } else {
    const problem = problemSchema.safeParse(body);
    if (problem.success) return { ok: false, failure: { kind: 'problem', problem: problem.data } };
    if (response.status === 401) return { ok: false, failure: { kind: 'problem', problem: notSignedIn } };
  }
  const message = response.ok
    ? `the answer (${response.status}) is not of this version of Breakwater`
    : `the answer (${response.status}) is not Breakwater's own: what stands before it refused, or broke`;
  return { ok: false, failure: { kind: 'not-understood', message } };
}

/** In AWS it is not the API that answers strangers but the gateway before it, in words of its own. */
const notSignedIn: Problem = {
  type: 'about:blank',
  title: 'Unauthorized',
  status: 401,
  code: 'UNAUTHORIZED',
  detail: 'Nobody is signed in here, or no longer.',
  remedy: 'Sign in.',
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `fetch` of Node wraps the network's own error. An error with `sent: false` is of a request that certainly did not arrive. */
function unreachable(error: unknown): Failure {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code = '', sent = true } = causeSchema.safeParse(cause).data ?? {};
  const words = cause instanceof Error && cause.message !== '' ? cause.message : code || String(cause);
  const isSent = sent && !['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'].includes(code);
  return { kind: 'unreachable', message: words, sent: isSent };
}

const causeSchema = z.object({ code: z.coerce.string().optional(), sent: z.boolean().optional() });
