/**
 * Events that DRS sends through EventBridge (AWS EventBridge event reference, "AWS Elastic Disaster Recovery"), at best
 * effort: they may come late, twice, in any order, or never. They say where to look; nothing is decided from them.
 */
import { z } from 'zod';
import { accountIdSchema, regionSchema } from './model/identifiers.ts';
import type { Scope } from './model/scope.ts';

/** Told of each server whose launch has succeeded or failed: the only kind that a run waits for. */
export const LAUNCH_RESULT = 'DRS Source Server Launch Result';

/** The envelope as it arose: the account and Region stay those of the event when it is forwarded to another bus. */
const launchResultSchema = z.object({
  source: z.literal('aws.drs'),
  'detail-type': z.literal(LAUNCH_RESULT),
  account: accountIdSchema,
  region: regionSchema,
  detail: z.object({ 'job-id': z.string().min(1) }),
});

/** Where something changed, and of which DRS job. */
export interface ChangedScope {
  readonly scope: Scope;
  readonly jobId: string;
}

/** Undefined for events of other kinds, and for what is no event of DRS. */
export const changedScopeOf = (event: unknown): ChangedScope | undefined => {
  const parsed = launchResultSchema.safeParse(event);
  if (!parsed.success) return undefined;
  const { account, region, detail } = parsed.data;
  return { scope: { accountId: account, region }, jobId: detail['job-id'] };
};
