import { type Estate, estateSchema, type ServerInput, type ServerSpec } from './schema.ts';

/** Thrown for an estate that cannot be used; the message names the first offending field. */
export class EstateError extends Error {
  override readonly name = 'EstateError';
}

/** Checks an estate from a file or a caller. Throws `EstateError` naming the field. */
export function parseEstate(input: unknown): Estate {
  const parsed = estateSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue === undefined || issue.path.length === 0 ? 'estate' : issue.path.join('.');
  throw new EstateError(`${field}: ${issue?.message ?? 'cannot be read'}`);
}

/** Checks servers that join an estate whose servers are `present`. Throws `EstateError` naming the field. */
export function parseServers(
  estate: Estate,
  present: readonly ServerSpec[],
  added: readonly ServerInput[],
): ServerSpec[] {
  try {
    return parseEstate({ ...estate, servers: [...present, ...added] }).servers.slice(present.length);
  } catch (error) {
    if (!(error instanceof EstateError)) throw error;
    // The caller counts from its own first server.
    const own = (_: string, index: string): string => `servers.${Number(index) - present.length}.`;
    throw new EstateError(error.message.replace(/^servers\.([0-9]+)\./, own));
  }
}
