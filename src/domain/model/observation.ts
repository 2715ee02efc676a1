import { z } from 'zod';
import { accountIdSchema, instantSchema, regionSchema, sourceServerIdSchema } from './identifiers.ts';

/** Where DRS is with one server, read from the job's log. For showing and for pacing the polls; decides nothing. */
export const launchPhaseSchema = z.enum(['WAITING', 'SNAPSHOT', 'CONVERSION', 'LAUNCH', 'DONE']);
export type LaunchPhase = z.infer<typeof launchPhaseSchema>;

/** What DRS and EC2 said of one server. Statuses are AWS's own text: an open enum, kept as it came. */
export const serverObservationSchema = z.object({
  sourceServerId: sourceServerIdSchema,
  /** DRS LaunchStatus: PENDING | IN_PROGRESS | LAUNCHED | FAILED | TERMINATED, or a value that we do not know. */
  launchStatus: z.string(),
  phase: launchPhaseSchema.optional(),
  /** When DRS began to launch it, from the job's log: by DRS's clock. */
  launchStartTime: z.string().optional(),
  recoveryInstanceId: z.string().optional(),
  instanceId: z.string().optional(),
  privateIp: z.string().optional(),
  publicIp: z.string().optional(),
  instanceType: z.string().optional(),
  instanceState: z.string().optional(),
  launchTime: z.string().optional(),
  /** The recovery point that was launched (DRS pointInTimeSnapshotDateTime): the achieved RPO. */
  pointInTime: z.string().optional(),
  /** The job that `DescribeRecoveryInstances` names for this server's instance: settles what the job left undecided. */
  instanceJobId: z.string().optional(),
  /** In a clean-up: `DescribeRecoveryInstances` no longer shows the instance. */
  instanceGone: z.boolean().optional(),
  /**
   * In a clean-up, of a server that DRS calls TERMINATED: what EC2 says of the instance all the same, its state there or
   * AWS's words when EC2 could not be asked. Absent: EC2 says that it is gone or going, or was not asked.
   */
  stillInEc2: z.object({ state: z.string().optional(), failure: z.string().optional() }).optional(),
  /** DRS's own words when it failed. */
  error: z.string().optional(),
  /** When we first saw LAUNCHED or FAILED. */
  decidedTime: instantSchema.optional(),
});
export type ServerObservation = z.infer<typeof serverObservationSchema>;

/** A look that failed: when it was begun, AWS's words, how many in a row, and until when AWS is left alone. */
export const lookFailureSchema = z.object({
  time: instantSchema,
  message: z.string(),
  consecutive: z.int().positive(),
  retryTime: instantSchema,
});
export type LookFailure = z.infer<typeof lookFailureSchema>;

/** One observation of one job: at most 100 servers, one item. */
export const jobObservationSchema = z.object({
  executionId: z.string(),
  jobKey: z.string(),
  jobId: z.string(),
  accountId: accountIdSchema,
  region: regionSchema,
  /** DRS JobStatus: PENDING | STARTED | COMPLETED, or a value that we do not know. MISSING: DRS no longer lists it. */
  jobStatus: z.string(),
  /** DRS's own end time of the job. */
  jobEndTime: z.string().optional(),
  /**
   * When DRS answered the first look that saw the job COMPLETED with undecided servers, or MISSING, and could look for
   * their instances; the grace period runs from here.
   */
  unsettledSince: instantSchema.optional(),
  /**
   * The last look for the instances of servers that the ended job left undecided failed; absent when it was answered.
   * Nothing follows from an instance that nobody could look for.
   */
  instanceLookFailure: lookFailureSchema.optional(),
  servers: z.array(serverObservationSchema),
  /** Look-ups of addresses and instance states so far. */
  enrichmentAttempts: z.int().nonnegative(),
  enrichedTime: instantSchema.optional(),
  /** Why the last of these look-ups told nothing, in AWS's words; absent when it succeeded. */
  enrichmentFailure: z.object({ message: z.string(), consecutive: z.int().positive() }).optional(),
  /** When the job's log was last read. */
  logReadTime: instantSchema.optional(),
  /** Taken before the calls: only a newer observation replaces an older one (design 6.8). */
  lastPolledTime: instantSchema,
});
export type JobObservation = z.infer<typeof jobObservationSchema>;

/** Somebody else's job: it counts against the quotas, and holds its servers. */
export const foreignJobSchema = z.object({
  jobId: z.string(),
  jobType: z.string(),
  jobStatus: z.string(),
  creationTime: z.string().optional(),
  sourceServerIds: z.array(z.string()),
});
export type ForeignJob = z.infer<typeof foreignJobSchema>;

/** What was seen of an account and Region as a whole, and whether the last look succeeded. */
export const scopeObservationSchema = z.object({
  accountId: accountIdSchema,
  region: regionSchema,
  /** When `DescribeJobs` last answered. */
  lastPolledTime: instantSchema.optional(),
  /** The last failure since then, in AWS's words; absent when the last look succeeded. */
  failure: lookFailureSchema.optional(),
  /** Somebody looks at it now, until then at the latest. */
  leaseUntil: instantSchema.optional(),
  /** When the last event of DRS about it arrived here. Stored apart: no look overwrites it. */
  eventTime: instantSchema.optional(),
});
export type ScopeObservation = z.infer<typeof scopeObservationSchema>;
