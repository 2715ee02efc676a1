import { z } from 'zod';
import { drsEventTypes } from '../events/drs-event.ts';

const scope = {
  /** Only calls of this service. */
  service: z.enum(['drs', 'ec2', 'sts', 'sns', 'servicequotas', 'ssm', 'lambda', 'iam']).optional(),
  /** Only calls of this operation, such as `StartRecovery`. */
  operation: z.string().min(1).optional(),
  accountId: z
    .string()
    .regex(/^[0-9]{12}$/, { error: 'an account id has 12 digits' })
    .optional(),
  region: z.string().min(1).optional(),
  /** Only calls that name one of these servers; for faults of a launch, only these servers. */
  sourceServerIds: z.array(z.string().min(1)).min(1).optional(),
  /** Ends after so many uses: calls, or for faults of a launch servers (stuck-job: jobs). */
  times: z.int().min(1).optional(),
  /** Ends after so many seconds of simulator time. */
  forSeconds: z.number().positive().optional(),
};

/** For faults of launches and of what is read about them: no call is theirs, so they name no operation. */
const { service: _service, operation: _operation, ...launchScope } = scope;
/** For faults of events that DRS sends. */
const eventScope = { ...launchScope, detailType: z.enum(drsEventTypes).optional() };
/** For faults that hold as long as they hold, however often somebody looks. */
const { times: _times, ...lasting } = launchScope;

/** What can be asked to go wrong. `docs/simulator.md` explains each kind. */
export const faultRule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('throttle'), ...scope, retryAfterSeconds: z.int().min(0).default(1) }),
  z.strictObject({ kind: z.literal('internal-error'), ...scope, retryAfterSeconds: z.int().min(0).optional() }),
  z.strictObject({ kind: z.literal('lost-reply'), ...scope }),
  z.strictObject({ kind: z.literal('lost-request'), ...scope }),
  z.strictObject({ kind: z.literal('access-denied'), ...scope, message: z.string().optional() }),
  z.strictObject({ kind: z.literal('expired-token'), ...scope }),
  z.strictObject({ kind: z.literal('slow'), ...scope, delaySeconds: z.number().positive() }),
  z.strictObject({ kind: z.literal('stale-read'), ...scope, ageSeconds: z.number().positive() }),
  z.strictObject({
    kind: z.literal('unknown-status'),
    ...launchScope,
    field: z.enum(['launchStatus', 'jobStatus']).default('launchStatus'),
    value: z.string().min(1).max(64),
  }),
  z.strictObject({
    kind: z.literal('vanish-job'),
    ...lasting,
    jobIds: z.array(z.string()).min(1).optional(),
    instancesAppear: z.boolean().default(true),
  }),
  z.strictObject({ kind: z.literal('stalled-replication'), ...lasting }),
  z.strictObject({
    kind: z.literal('fail-launch'),
    ...launchScope,
    phase: z.enum(['snapshot', 'conversion', 'launch']).default('launch'),
    rawError: z.string().min(1).max(1024).optional(),
  }),
  z.strictObject({ kind: z.literal('slow-launch'), ...launchScope, factor: z.number().positive().default(4) }),
  z.strictObject({ kind: z.literal('skip-server'), ...launchScope }),
  z.strictObject({ kind: z.literal('undecided-server'), ...launchScope, instanceAppears: z.boolean().default(false) }),
  z.strictObject({ kind: z.literal('leave-instance'), ...launchScope }),
  z.strictObject({ kind: z.literal('stuck-job'), ...launchScope }),
  z.strictObject({ kind: z.literal('drop-event'), ...eventScope }),
  z.strictObject({ kind: z.literal('duplicate-event'), ...eventScope }),
  z.strictObject({ kind: z.literal('delay-event'), ...eventScope, delaySeconds: z.number().positive() }),
  z.strictObject({
    kind: z.literal('reorder-events'),
    ...eventScope,
    withinSeconds: z.number().positive().default(60),
  }),
]);
export type FaultRule = z.infer<typeof faultRule>;
export type FaultInput = z.input<typeof faultRule>;
export type FaultKind = FaultRule['kind'];
export type FaultOf<K extends FaultKind> = Extract<FaultRule, { kind: K }>;

/** A rule that was added: its id, since when it holds (epoch ms), and how many uses are left (null: no limit). */
export const activeFault = z.object({
  id: z.string(),
  addedAt: z.number(),
  remaining: z.number().nullable(),
  rule: faultRule,
});
export type ActiveFault = z.infer<typeof activeFault>;
