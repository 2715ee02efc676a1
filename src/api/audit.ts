/** What is written into the audit log about a request, and when. */
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { matchedRoutes } from 'hono/route';
import type { AuditLog, AuditOutcome, NewAuditEntry } from '../engine/audit-log.ts';
import { type AuditFacts, auditFactsOf, auditPathIds, masked } from './audit-facts.ts';
import type { Audited } from './audited.ts';
import type { Caller } from './authenticate.ts';
import { bodyBytesMax } from './contract.ts';
import { routeName } from './route-permissions.ts';
import type { ApiEnvironment } from './routes/conventions.ts';

/** They have a body, and change nothing. */
export const readsWithBody: readonly string[] = [
  'POST /api/protection-groups/resolve',
  'POST /api/protection-groups/launch-settings/check',
  'POST /api/recovery-plans/{planId}/check',
];
/** They change nothing, and hand out a secret. */
export const auditedReads: readonly string[] = ['GET /api/webhook-key'];

export const isAudited = (route: string): boolean =>
  auditedReads.includes(route) || !(/^(GET|HEAD) /.test(route) || readsWithBody.includes(route));

/** Undefined: no route of ours. */
export const routeOf = (c: Context): string | undefined => {
  const route = matchedRoutes(c).findLast(({ method }) => method !== 'ALL');
  return route && routeName(route.method, route.path);
};

interface AuditingPorts {
  readonly audit: AuditLog;
  readonly reportError?: (error: unknown) => void;
}

/** Stands behind the admission. Without a written entry nothing is done; a result that cannot be written is reported. */
export const auditing =
  ({ audit, reportError }: AuditingPorts): MiddlewareHandler<ApiEnvironment> =>
  async (c, next) => {
    const route = routeOf(c);
    if (route === undefined || !isAudited(route)) return next();
    const facts = auditFactsOf(await bodyOf(c));
    const entry = await audit.begin({
      ...originOf(c),
      route,
      resources: [...auditPathIds(route, c.req.path), ...facts.resources],
      detail: facts.detail,
    });
    await next();
    await audit
      .complete(entry, await outcomeOf(route, c.res, c.get('audited')))
      .catch((error: unknown) => reportError?.(error));
    return undefined;
  };

/** Somebody was refused before anything was looked at. */
export const auditRefusal = async (
  { audit }: AuditingPorts,
  c: Context<ApiEnvironment>,
  { status, code, detail }: Refused,
): Promise<void> => {
  const route = routeOf(c) ?? `${c.req.method} (no such address)`;
  const origin = originOf(c);
  // Of somebody unknown nothing is read: who they are not is all that matters.
  const facts = origin.actor === undefined ? noFacts : await factsOfBody(c);
  const resources = [...auditPathIds(route, c.req.path), ...facts.resources];
  const about = {
    ...origin,
    route,
    resources,
    detail: { ...facts.detail, ...(detail !== undefined && { why: detail }) },
  };
  await audit.refused(about, { result: 'refused', status, code });
};

interface Refused {
  readonly status: number;
  readonly code: string;
  /** In words. */
  readonly detail?: string;
}

const noFacts: AuditFacts = { resources: [], detail: {} };

/** Nothing of a body that is larger than any that is taken. */
const factsOfBody = async (c: Context): Promise<AuditFacts> => {
  let facts = noFacts;
  const read = bodyLimit({ maxSize: bodyBytesMax, onError: () => new Response() });
  await read(c, async () => {
    facts = auditFactsOf(await bodyOf(c));
  });
  return facts;
};

const originOf = (c: Context<ApiEnvironment>): Pick<NewAuditEntry, 'actor' | 'roles' | 'address' | 'client'> => {
  const caller: Partial<Caller> = { actor: c.get('actor'), roles: c.get('roles') };
  const address = c.get('address');
  const client = c.req.header('user-agent');
  return {
    ...(caller.actor !== undefined && { actor: caller.actor }),
    roles: [...(caller.roles ?? [])],
    ...(address !== undefined && { address }),
    ...(client !== undefined && { client: masked(client) }),
  };
};

/** What is no JSON is refused by its route, which reads the same body again. */
const bodyOf = async (c: Context): Promise<unknown> => {
  if (!/json/.test(c.req.header('content-type') ?? '')) return undefined;
  try {
    return await c.req.json<unknown>();
  } catch {
    return undefined;
  }
};

const outcomeOf = async (route: string, answer: Response, audited: Audited = {}): Promise<AuditOutcome> => {
  const { status } = answer;
  const isJson = /json/.test(answer.headers.get('content-type') ?? '');
  const body: unknown = isJson ? await answer.clone().json() : undefined;
  const { code, actor, why, ...facts } = auditFactsOf(body);
  const result = status < 400 ? 'done' : status < 500 ? 'refused' : 'failed';
  return {
    result,
    status,
    ...audited,
    resources: audited.only ? (audited.resources ?? []) : [...facts.resources, ...(audited.resources ?? [])],
    ...(status >= 400 && code !== undefined && { code }),
    detail: { ...audited.detail, ...(status === 403 && why !== undefined && { why }) },
    ...(route === 'POST /api/sessions' && actor !== undefined && { actor }),
  };
};
