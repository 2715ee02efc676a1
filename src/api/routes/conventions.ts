import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { routePath } from 'hono/route';
import { z } from 'zod';
import type { Role } from '../../domain/permissions.ts';
import type { PageOf } from '../../engine/execution-service.ts';
import { parseInput } from '../../engine/field-errors.ts';
import type { Audited } from '../audited.ts';
import { problemSchema } from '../contract.ts';
import { invalidInput, notFound, sendProblem } from '../problems.ts';
import { routeName } from '../route-permissions.ts';

/** Known to every handler behind the authentication. */
export interface ApiEnvironment {
  Variables: {
    actor: string;
    /** From where the request came, as far as the server can tell. */
    address?: string;
    roles: readonly Role[];
    /** Of the named token that lets the caller in. */
    tokenId?: string;
    /** What came of it, for the audit log. */
    audited?: Audited;
    /** When the caller came by a session, not by the token. */
    bySession?: true;
  };
}
export type ApiApp = OpenAPIHono<ApiEnvironment>;

export const jsonContent = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});

/** Every answer that is not a success. */
export const problemResponse = {
  description: 'A problem: what happened, and what can be done',
  content: { 'application/problem+json': { schema: problemSchema } },
} as const;

/** 200 with this, or a problem. */
export const answers = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  200: jsonContent(schema, description),
  default: problemResponse,
});

export const jsonBody = <Schema extends z.ZodType>(schema: Schema, required = true) => ({
  content: { 'application/json': { schema } },
  required,
});

const noId = 'is no id';
/** What is no possible id is answered like an unknown one. */
export const idParam = z.string().regex(/^[A-Za-z0-9._-]{1,200}$/, noId);

/** The version that the caller has seen. */
export const versionQuery = z.strictObject({ version: z.coerce.number().int().positive().max(99_999_999) });

export const pageQuery = (limitMax: number, limitDefault = Math.min(50, limitMax)) =>
  z.strictObject({
    after: z.string().min(1).max(1000).optional(),
    limit: z.coerce.number().int().min(1).max(limitMax).default(limitDefault),
  });

/** A page of servers: the cursor is the last one shown, `jobKey:sourceServerId`. What is no such cursor is refused. */
export const serverPageQuery = (limitMax: number, limitDefault = Math.min(50, limitMax)) =>
  pageQuery(limitMax, limitDefault).extend({
    after: z
      .string()
      .regex(/^w\d{3,}-a\d+-j\d{3,}:s-[0-9a-f]{17}$/, 'expected the `next` of the page before')
      .optional(),
  });

/** The page that a request asks for, in the engine's terms. */
export const pageRequest = ({ after, limit }: { readonly after?: string | undefined; readonly limit: number }) => ({
  limit,
  ...(after !== undefined && { after }),
});

/** Only the members that are there: what is absent is left out, not undefined. */
export function present<Members extends Record<string, unknown>>(
  members: Members,
): { [Name in keyof Members]?: Exclude<Members[Name], undefined> };
export function present(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

export const pageBody = <T>({ items, next }: PageOf<T>) => ({ items: [...items], ...(next !== undefined && { next }) });

/** What a validator hands to its hook. */
interface Validation {
  readonly target: string;
  readonly success: boolean;
  /** What was sent. */
  readonly data?: unknown;
}

/** Answers what does not fit the schema of its route. It is read once more: the validator's own words are for programmers. */
export const rejectInvalid = (app: ApiApp, { target, success, data }: Validation, c: Context) => {
  if (success) return undefined;
  const schema = schemaOf(app, c, target);
  const read = schema && parseInput(schema, data);
  if (read === undefined || read.ok) throw new Error(`bug: nothing is wrong with the ${target} of ${c.req.path}`);
  const isParam = target === 'param';
  if (isParam && read.errors.some(({ message }) => message === noId)) return sendProblem(c, notFound('thing'));
  const place = target === 'json' || isParam ? [] : [target];
  return sendProblem(c, invalidInput(read.errors.map(({ path, message }) => ({ path: [...place, ...path], message }))));
};

function schemaOf(app: ApiApp, c: Context, target: string): z.ZodType | undefined {
  // A HEAD is answered by the route of the GET.
  const name = routeName(c.req.method === 'HEAD' ? 'GET' : c.req.method, routePath(c));
  for (const definition of app.openAPIRegistry.definitions) {
    if (definition.type !== 'route') continue;
    const { method, path, request } = definition.route;
    if (`${method.toUpperCase()} ${path}` !== name) continue;
    const content = request?.body?.content['application/json'];
    const body = content !== undefined && 'schema' in content ? content.schema : undefined;
    const schemas: Readonly<Record<string, unknown>> = {
      json: body,
      header: request?.headers,
      param: request?.params,
      query: request?.query,
    };
    const schema = schemas[target];
    return schema instanceof z.ZodType ? schema : undefined;
  }
  return undefined;
}
