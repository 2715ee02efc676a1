import type { ExecutionEvent } from '../domain/model/event.ts';
import type { ExecutionStatus, ExecutionType, Purpose, Refusal, ServerOutcome } from '../domain/model/execution.ts';
import type {
  ExecutionSummary,
  ExecutionView,
  LaunchedInstanceView,
  ServerView,
} from '../domain/model/execution-view.ts';
import type { PointsInTime } from '../domain/model/point-in-time.ts';

/** What the API asks of the engine about executions. Reads answer from the store alone; no call to AWS. */
export interface ExecutionService {
  start(request: StartRequest): Promise<StartResult>;
  command(executionId: string, command: OperatorCommand, actor: string): Promise<CommandResult>;
  /** A run over what the execution, now over, did not bring up. What came up is never launched again. */
  followUp(executionId: string, request: FollowUpRequest): Promise<RelatedRunResult>;
  /** A run that terminates the instances that the execution launched, and no others. */
  cleanUp(executionId: string, request: CleanUpRequest): Promise<RelatedRunResult>;
  /** Keeps the instances of a drill longer than its plan says: for so many hours from now, or until somebody cleans up. */
  keep(executionId: string, request: KeepRequest): Promise<CommandResult>;
  get(executionId: string): Promise<ExecutionView | undefined>;
  /** Newest first. Clean-ups have a list of their own. */
  list(page: PageRequest & ExecutionFilter): Promise<PageOf<ExecutionSummary>>;
  /** In wave and job order. `undefined`: no such execution. */
  servers(executionId: string, page: PageRequest & ServerFilter): Promise<PageOf<ServerView> | undefined>;
  /** What the execution launched, in wave and job order. `undefined`: no such execution. */
  recoveryInstances(executionId: string, page: PageRequest): Promise<PageOf<LaunchedInstanceView> | undefined>;
  /** Oldest first, `after` is a sequence number. */
  events(
    executionId: string,
    page: { readonly after: number; readonly limit: number },
  ): Promise<readonly ToldEvent[] | undefined>;
}

/** With the sentence that tells it to people. */
export type ToldEvent = ExecutionEvent & { readonly message: string };

export interface StartRequest {
  readonly planId: string;
  /** The version that the caller has looked at; absent: whichever it is. */
  readonly planVersion?: number;
  readonly executionType: ExecutionType;
  readonly initiatedBy: string;
  /** Live recovery instances (i-…) whose deletion by DRS the caller names and accepts (design 6.4). */
  readonly acceptedInstanceDeletions: readonly string[];
  /** Absent: everything is launched from the latest data. */
  readonly pointsInTime?: PointsInTime;
  readonly idempotencyKey?: string;
}

export type StartResult =
  /** `verdict` is absent when `begin` needs longer than we wait: it goes on by itself. */
  | { readonly kind: 'started'; readonly executionId: string; readonly verdict?: 'BEGUN'; readonly repeated: boolean }
  | {
      readonly kind: 'refused';
      readonly executionId: string;
      readonly refusals: readonly Refusal[];
      readonly repeated: boolean;
    }
  | { readonly kind: 'plan-not-found' }
  /** It is not at the version that the caller has looked at; nothing was saved. */
  | { readonly kind: 'plan-changed'; readonly seenVersion: number; readonly currentVersion: number }
  /** The same key came with another request within 24 h. */
  | { readonly kind: 'idempotency-mismatch' };

export interface FollowUpRequest {
  readonly initiatedBy: string;
  readonly acceptedInstanceDeletions: readonly string[];
  readonly idempotencyKey?: string;
}

export interface CleanUpRequest {
  readonly initiatedBy: string;
  /** Typed by a person: the name of the execution's plan. */
  readonly confirmedPlanName: string;
  /** Needed for the instances of a RECOVERY: they are live. */
  readonly recovery: boolean;
  /** Instances of adopted jobs that may be terminated too (i-…). */
  readonly acceptedInstances: readonly string[];
  readonly idempotencyKey?: string;
}

export interface KeepRequest {
  readonly actor: string;
  readonly hours?: number;
}

/** Why not, and what can be done: other actions that are allowed in this status, or what is missing. */
export interface NotAllowed {
  readonly reason: string;
  readonly remedy: string;
  readonly allowed?: readonly string[];
}

export type RelatedRunResult =
  | Exclude<StartResult, { kind: 'plan-not-found' | 'plan-changed' }>
  | { readonly kind: 'not-found' }
  | ({ readonly kind: 'not-allowed' } & NotAllowed);

export type OperatorCommand =
  | { readonly type: 'pause' }
  /** `waveNumber` names the gate to open, or the failed wave to go on without; absent: ends a requested pause. */
  | {
      readonly type: 'resume';
      readonly waveNumber?: number;
      /** The action of the wave that is approved. */
      readonly actionName?: string;
      /** Of that wave, as the person saw it: of another one it is refused. */
      readonly attempt?: number;
    }
  | { readonly type: 'cancel'; readonly reason: string }
  /** A new attempt over the servers of a failed wave that are not up. */
  | { readonly type: 'retry'; readonly waveNumber: number }
  /** Goes on without the named failed servers, or without the whole wave. */
  | {
      readonly type: 'skip';
      readonly waveNumber: number;
      readonly sourceServerIds?: readonly string[];
      readonly reason: string;
    };

export type CommandResult =
  | { readonly kind: 'accepted'; readonly execution: ExecutionView }
  | { readonly kind: 'not-found' }
  | ({ readonly kind: 'not-allowed' } & NotAllowed);

export interface ExecutionFilter {
  /** LAUNCH when absent. */
  readonly purpose?: Purpose;
  readonly status?: ExecutionStatus;
  readonly planId?: string;
}

export interface ServerFilter {
  readonly waveNumber?: number;
  readonly outcome?: ServerOutcome;
}

export interface PageRequest {
  /** The cursor of the last page. */
  readonly after?: string;
  readonly limit: number;
}

export interface PageOf<T> {
  readonly items: readonly T[];
  readonly next?: string;
}
