import type { ActivityAnswer, ActivityKind, LookProgress, WaveActivity } from '../domain/model/activity.ts';
import type { ExecutionType } from '../domain/model/execution.ts';
import type { Scope } from '../domain/model/scope.ts';
import type { WaveAction } from '../domain/model/wave-action.ts';

/** A server of the wave, as an activity is told of it; what a launch gives it is absent before the launch. */
export interface ActivityServer {
  readonly sourceServerId: string;
  readonly serverName: string;
  readonly scope: Scope;
  readonly outcome: 'UNDECIDED' | 'LAUNCHED' | 'TERMINATED' | 'FAILED';
  readonly instanceId?: string;
  readonly privateIp?: string;
  readonly publicIp?: string;
}

/** Around what the activity is done. */
export interface ActivityContext {
  readonly executionId: string;
  readonly executionType: ExecutionType;
  readonly planId: string;
  readonly planName: string;
  readonly waveNumber: number;
  readonly waveName: string;
  readonly servers: readonly ActivityServer[];
  /** The plan's words, frozen with the plan; absent in an activity that no plan names. */
  readonly action?: WaveAction;
  /** The same for every start of one try, and for nothing else. */
  readonly token: string;
  /** An earlier start of this try was not answered: it may have happened. */
  readonly isRepeated: boolean;
  /** How far the look before this one came, if it did not come to its end. */
  readonly progress?: LookProgress;
}

/**
 * Does activities of one kind. Both calls end within `limits.requestTimeoutSeconds`, and tell what went wrong as data.
 * A start that is repeated with its token does nothing twice, where AWS gives a way to that.
 */
export interface ActivityExecutor {
  start(activity: WaveActivity, context: ActivityContext): Promise<ActivityAnswer>;
  look(activity: WaveActivity, context: ActivityContext): Promise<ActivityAnswer>;
}

/** By kind. What ends by itself (WAIT, APPROVAL) needs none. */
export type ActivityExecutors = Readonly<Partial<Record<ActivityKind, ActivityExecutor>>>;
