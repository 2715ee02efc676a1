import type { ActivityAnswer } from '../model/activity.ts';
import type { Refusal } from '../model/execution.ts';
import type { Instant } from '../model/identifiers.ts';
import type { Ledger } from '../model/ledger.ts';
import type { ForeignJob, JobObservation } from '../model/observation.ts';
import type { Scope } from '../model/scope.ts';

/** What somebody wants, or what the engine has found out. The only things that decisions are made of. */
export type Input =
  | BeginInput
  | AdvanceInput
  | LaunchInput
  | ActivityInput
  | CommandInput
  | { readonly type: 'finalize' };

export type BeginInput =
  /** The roster is written and the locks are held. */
  | {
      readonly type: 'begin';
      readonly rosterId: string;
      readonly serverCount: number;
      readonly goneCount?: number;
      readonly replacedCount?: number;
      readonly warnings: readonly string[];
    }
  /** A check before the start could not be made; it is tried again. */
  | { readonly type: 'postponeChecks'; readonly reason: string }
  | { readonly type: 'refuse'; readonly refusals: readonly Refusal[] };

/** A turn: settle what was observed, start what may start. */
export interface AdvanceInput {
  readonly type: 'advance';
  /** By job key. */
  readonly observations: ReadonlyMap<string, JobObservation>;
  /** By scope key: every scope in which a job of this execution may start now. */
  readonly ledgers: ReadonlyMap<string, Ledger>;
  /** By scope key, where several looks at DRS have failed in a row: what AWS said to the last. */
  readonly lookFailures?: ReadonlyMap<string, string>;
}

export interface AwsError {
  readonly code: string;
  readonly message: string;
}

/** Why a server of a planned job cannot be launched now. */
export type ServerObstacle =
  /** It will not be launched at all in this attempt: no such server, its live instance would be deleted, … */
  | { readonly kind: 'refused'; readonly reason: string }
  /** There is nothing left to do: the instance that a clean-up is to terminate is gone. */
  | { readonly kind: 'done' }
  /**
   * Somebody else's job holds it: it waits for its turn. `unseen`: DRS refuses it for that, and no such job is to be seen.
   * It may be shown late; when none ever is, it is the server itself that cannot be launched.
   */
  | { readonly kind: 'held'; readonly waitingFor: string; readonly unseen?: true };

export type LaunchInput =
  /** What was seen in a scope just before its planned jobs are claimed, and for the jobs that others held there. */
  | {
      readonly type: 'launchChecked';
      readonly scope: Scope;
      readonly claimId: string;
      readonly ledger: Ledger;
      readonly foreignJobs: readonly ForeignJob[];
      /** Any job of this kind newer than this, with the same servers, is ours (design 6.1). */
      readonly newestJob?: {
        readonly jobId: string;
        readonly creationTime?: string;
        readonly sameSecondJobIds?: readonly string[];
      };
      /** By source server id. */
      readonly obstacles: ReadonlyMap<string, ServerObstacle>;
      /** By job key: the DRS job that an earlier, unanswered call has made after all. */
      readonly ownJobIds?: ReadonlyMap<string, string>;
      /** Jobs that others held, whose servers were looked at too. */
      readonly heldJobKeys?: readonly string[];
    }
  /** The look before the launch could not be made, or failed in a retryable way. */
  | {
      readonly type: 'launchPostponed';
      readonly jobKeys: readonly string[];
      readonly reason: string;
      readonly notBefore: Instant;
      /** As of `launchChecked`; absent: DRS's jobs could not be listed. */
      readonly ownJobIds?: ReadonlyMap<string, string>;
    }
  /** The look before the launch was refused by AWS for good. */
  | {
      readonly type: 'launchImpossible';
      readonly jobKeys: readonly string[];
      readonly error: AwsError;
      /** As of `launchChecked`; absent: DRS's jobs could not be listed. */
      readonly ownJobIds?: ReadonlyMap<string, string>;
    }
  | {
      readonly type: 'jobStarted';
      readonly jobKey: string;
      readonly claimId: string;
      readonly jobId: string;
      readonly adopted: boolean;
    }
  /** StartRecovery was answered with a refusal: nothing was started. */
  | {
      readonly type: 'startRefused';
      readonly jobKey: string;
      readonly claimId: string;
      readonly error: AwsError;
      /** Try the same later: a throttle, a full quota, expired credentials. */
      readonly retryTime?: Instant;
      /** Servers that AWS named, with what is to become of them; the rest of the job is tried without them. */
      readonly obstacles: ReadonlyMap<string, ServerObstacle>;
    }
  /** Whether StartRecovery took place is unknown. */
  | {
      readonly type: 'replyLost';
      readonly jobKey: string;
      readonly claimId: string;
      readonly error: AwsError;
      /** Nobody heard the call end: AWS may still be working on it. */
      readonly mayStillRun?: boolean;
    }
  /** The claim is over, DescribeJobs was read to its end, and no job of ours is there. */
  | { readonly type: 'jobNotFound'; readonly jobKey: string; readonly claimId: string }
  /** The claim is over, and DescribeJobs could not be read. */
  | {
      readonly type: 'lookFailed';
      readonly jobKey: string;
      readonly claimId: string;
      readonly error: AwsError;
      readonly retryTime: Instant;
    };

export type ActivityInput =
  /** `token` is what the start of this try is known by, unless an earlier claim of the same try has one. */
  | {
      readonly type: 'claimActivity';
      readonly activityKey: string;
      readonly claimId: string;
      readonly token: string;
    }
  /** What its executor said of what this claim started. */
  | {
      readonly type: 'activityAnswered';
      readonly activityKey: string;
      readonly claimId: string;
      readonly answer: ActivityAnswer;
    };

export type CommandInput =
  | { readonly type: 'pause'; readonly actor: string; readonly reason?: string }
  /** `actionName` names the approval of the wave that is given. */
  | {
      readonly type: 'resume';
      readonly actor: string;
      readonly waveNumber?: number;
      readonly actionName?: string;
      /** Of that wave, as the person saw it. */
      readonly attempt?: number;
    }
  | { readonly type: 'cancel'; readonly actor: string; readonly reason: string }
  | { readonly type: 'retry'; readonly actor: string; readonly waveNumber: number }
  | {
      readonly type: 'skip';
      readonly actor: string;
      readonly waveNumber: number;
      /** Of a failed wave: go on without these. Absent: without the whole wave. */
      readonly sourceServerIds?: readonly string[];
      readonly reason: string;
    };
