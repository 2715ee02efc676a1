import { z } from 'zod';
import { roleSchema } from '../permissions.ts';
import { instantSchema } from './identifiers.ts';

/**
 * `accepted`: a run whose checks are not over, or that was cancelled before they were; it is told as done when it has begun,
 * as refused when it is. `unanswered`: the server died, or could not say what came of it. What was begun then shows in the
 * record itself.
 */
export const auditResults = ['done', 'refused', 'failed', 'accepted', 'unanswered'] as const;

/** The code of the problem with which a start is refused, and of one that is refused after its answer. */
export const EXECUTION_REFUSED = 'EXECUTION_REFUSED';

/** What Breakwater does without being asked at that moment: `detail.cause` says what has it done. */
export const ownActs = {
  cleanUpStarts: 'Start a clean-up by itself',
  cleanUpEnds: 'End a clean-up that started by itself',
  settingsApplied: 'Apply launch settings before a wave',
  actionRun: 'Run an action of a plan in AWS',
  tagsCopied: 'Copy tags from EC2 by schedule',
  inventoryRefreshed: 'Refresh the inventory by schedule',
} as const;

/**
 * One request that changed something, did something, or was refused; or what Breakwater did by itself. No secret is among it.
 */
export const auditEntrySchema = z.object({
  auditId: z.string(),
  time: instantSchema,
  /** Absent: whoever sent it was not let in. */
  actor: z.string().optional(),
  roles: z.array(roleSchema),
  /** From where, as the server saw it; absent where it cannot tell. */
  address: z.string().optional(),
  /** The program, as it calls itself: no proof of anything. */
  client: z.string().optional(),
  /** Method and route, as the contract writes them; or, of what Breakwater did by itself, one of `ownActs`. */
  route: z.string(),
  /** Ids and names of what it was about. */
  resources: z.array(z.string()),
  /** What was asked, in fields that hold no secret. */
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  result: z.enum(auditResults),
  /** Of the HTTP answer; absent when there was none. */
  status: z.int().optional(),
  /** Of the problem that was answered; of a run that was refused after the answer, as its problem would have. */
  code: z.string().optional(),
  /** The run that was accepted before its checks were over: what came of it is the result. */
  startedExecutionId: z.string().optional(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;
