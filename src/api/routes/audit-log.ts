import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { auditResults } from '../../domain/model/audit-entry.ts';
import { addSeconds } from '../../domain/time.ts';
import type { AuditLog } from '../../engine/audit-log.ts';
import { auditPageSchema, pageLimits } from '../contract.ts';
import { type ApiApp, answers, pageBody, pageQuery, present } from './conventions.ts';

const momentSchema = z.union([z.iso.datetime({ offset: true }), z.iso.date()], {
  error: 'a date such as 2026-11-20, or a time such as 2026-11-20T03:00:00Z',
});

const auditRoute = createRoute({
  method: 'get',
  path: '/api/audit-log',
  summary: 'Who did what, from where, and what came of it: every change, action and refused attempt, newest first',
  description:
    'A page may be short, even empty, and have a `next`: the filter is applied to what is read. Kept for 400 days at least.',
  request: {
    query: pageQuery(pageLimits.audit, 100).extend({
      /** The actor, ignoring case. */
      who: z.string().min(1).max(200).optional(),
      from: momentSchema.optional(),
      until: momentSchema.optional(),
      /** An id or a name, ignoring case. */
      resource: z.string().min(1).max(200).optional(),
      result: z.enum(auditResults).optional(),
    }),
  },
  responses: answers(auditPageSchema, 'A page'),
});

/** Sorts as text, as the entries do. */
const normal = (moment: string | undefined): string | undefined => moment && addSeconds(moment, 0);

export function registerAuditLog(app: ApiApp, audit: AuditLog): void {
  app.openapi(auditRoute, async (c) => {
    const { limit, after, who, resource, result, from, until } = c.req.valid('query');
    const filter = present({ after, who, resource, result, from: normal(from), until: normal(until) });
    return c.json(pageBody(await audit.list({ limit, ...filter })), 200);
  });
}
