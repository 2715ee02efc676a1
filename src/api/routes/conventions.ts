import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { z } from 'zod';
import type { Role } from '../../domain/permissions.ts';
import type { PageOf } from '../../engine/execution-service.ts';
import { fieldErrors } from '../../engine/field-errors.ts';
import { problemSchema } from '../contract.ts';
import { invalidInput, notFound, sendProblem } from '../problems.ts';

/** Known to every handler behind the authentication. */
export interface ApiEnvironment {
  Variables: {
    actor: string;
    roles: readonly Role[];
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

export const jsonBody = <Schema extends z.ZodType>(schema: Schema, required = true) => ({
  content: { 'application/json': { schema } },
  required,
});

/** What is no possible id is answered like an unknown one. */
export const idParam = z.string().regex(/^[A-Za-z0-9._-]{1,200}$/);

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
type Validation = { readonly target: string } & (
  | { readonly success: true }
  | { readonly success: false; readonly error: z.core.$ZodError }
);

/** Answers what does not fit the schema of a route. `body` names the fields that an unknown one may have been. */
export const rejectInvalid = (body?: z.ZodType) => (result: Validation, c: Context) => {
  if (result.success) return undefined;
  if (result.target === 'param') return sendProblem(c, notFound('thing'));
  const errors = fieldErrors(result.error, result.target === 'json' ? body : undefined);
  const place = result.target === 'json' ? [] : [result.target];
  return sendProblem(c, invalidInput(errors.map(({ path, message }) => ({ path: [...place, ...path], message }))));
};
