/**
 * One failover under faults, as plain data: everything that goes into it, drawn beforehand, so that it can be run again,
 * told, and made smaller while it still shows what it showed.
 */
import type { ExecutionType } from '../../../src/domain/model/execution.ts';
import type { LaunchConfig, ServerLaunchConfig } from '../../../src/domain/model/launch-config.ts';
import type { PlanWave } from '../../../src/domain/model/recovery-plan.ts';
import type { Scope } from '../../../src/domain/model/scope.ts';
import type { WaveActionsInput } from '../../../src/domain/model/wave-action.ts';
import type { FaultInput } from '../../../src/simulator/faults/rule.ts';

/** What DRS says in a night where it says a status that its model does not have. */
export const UNKNOWN_STATUS = 'UNHEARD_OF';

export interface Night {
  readonly seed: number;
  readonly places: readonly Scope[];
  /** Servers are numbered from 0; number n lies in place n modulo the number of places. */
  readonly servers: number;
  readonly plans: readonly NightPlan[];
  readonly processes: readonly NightProcess[];
  readonly troubles: readonly Trouble[];
  readonly crashes: readonly Crash[];
  readonly acts: readonly Act[];
  /** How often somebody looks whether a person is needed. */
  readonly watchSeconds: number;
  /** When the faults stop, at the latest. */
  readonly calmSeconds: number;
  /** AWS Support ends the jobs that never would; otherwise they are watched for a day, then given up. */
  readonly supportHelps: boolean;
  /** Servers in nobody's plan: so many in each place, each of which takes so long to launch. Absent: one, as all others. */
  readonly outsiders?: { readonly perPlace: number; readonly launchSeconds: number };
  /** Its servers run in EC2 today, and every account is registered: there are places to look at, and tags to copy. */
  readonly estateWork?: NightEstateWork;
  /** What whoever is told by webhook answers; absent: nobody is told. */
  readonly receiver?: Receiver;
  /** Nothing hangs on the moment: how it ends follows from its plans and this, and it is over when its runs are. */
  readonly quiet?: QuietNight;
}

export interface QuietNight {
  /** Servers that do not come up, whoever launches them, and how often. */
  readonly failing: readonly number[];
  /** What people say to wave n that waits for them: the n-th, from the first again after the last. */
  readonly answers: readonly Answer[];
  /** What somebody asks for while the jobs of the first wave run in DRS. */
  readonly inFlight?: 'pause' | 'cancel';
}

export type Answer = 'go on' | 'retry' | 'skip' | 'cancel' | 'retry, then skip';

export interface NightWave {
  readonly servers: readonly number[];
  readonly dependsOn: readonly number[];
  readonly pauseBeforeWave: boolean;
  readonly onFailure: PlanWave['onFailure'];
  readonly minSuccessPercent: number;
  readonly timeoutMinutes: number;
  readonly actions?: WaveActionsInput;
  readonly launchSettings?: NightLaunchSettings;
  /** Those of its servers that are launched into an existing EC2 instance each; an edited plan names a spare one. */
  readonly intoExisting?: readonly number[];
}

/** Of all groups of a wave, and of the first server of each. */
export interface NightLaunchSettings {
  readonly group: LaunchConfig;
  readonly first?: ServerLaunchConfig;
}

export interface NightPlan {
  readonly waves: readonly NightWave[];
  readonly executionType: ExecutionType;
  readonly startSeconds: number;
  /** Two at once: the same request twice, or two people who do not know of each other. */
  readonly twice: 'no' | 'same-key' | 'two-people';
  readonly afterEnd: readonly ('follow-up' | 'clean-up')[];
  readonly drillTtlHours?: number;
  readonly afterCleanUp?: WaveActionsInput['after'];
  /** Launched as of so long before the night; the newest points of an hour are soon let go of. */
  readonly point?: NightPoint;
  /** Whoever is refused for live instances starts again, and accepts the deletion of all of them, or of all but one. */
  readonly accepts?: 'all' | 'some';
}

export interface NightEstateWork {
  /** Absent: tags are copied on demand alone. */
  readonly tagSyncEveryHours?: number;
  /** Servers of the other account that are extended into the home one: their disks have a key of their own. */
  readonly extensible?: readonly number[];
}

export interface NightPoint {
  readonly secondsBefore: number;
  /** Absent: all of them. */
  readonly waveNumber?: number;
}

export interface NightProcess {
  /** Its clock beside AWS's. */
  readonly skewSeconds: number;
  readonly turnsPerDriver?: number;
  /** DRS's events reach it so late; without, it gets none. */
  readonly eventSeconds?: number;
}

/** What happens between a claim and its answer. */
export interface CutOff {
  readonly how: 'request lost' | 'reply lost' | 'sleeps' | 'dies before' | 'dies after';
  /** Of a sleep; or until the next process starts. */
  readonly seconds: number;
  /** DRS lists its job so late. */
  readonly hiddenSeconds: number;
  /** DRS says nothing of jobs for so long. */
  readonly blindSeconds: number;
  /** Somebody launches exactly the same servers, so long after the claim. */
  readonly stranger?: { readonly afterSeconds: number; readonly isOurKind: boolean };
  readonly cancelAfterSeconds?: number;
}

export type StoreTrouble = 'conflict' | 'fails-before' | 'fails-after';

export type Trouble = { readonly atSeconds: number } & (
  | { readonly kind: 'aws'; readonly fault: FaultInput }
  /** Somebody launches servers past Breakwater. */
  | {
      readonly kind: 'stranger';
      readonly servers: readonly number[];
      readonly isDrill: boolean;
      /** Without the one of the place that is in nobody's plan. */
      readonly exactly?: true;
    }
  /** Others launch servers that are in nobody's plan, in so many jobs of a place. */
  | { readonly kind: 'crowd'; readonly place: number; readonly jobs: number; readonly serversEach: number }
  /** Somebody changes how servers are launched: in DRS, or in their launch templates. */
  | { readonly kind: 'drift'; readonly servers: readonly number[]; readonly inTemplate: boolean }
  /** Somebody stops the existing instances of our own account: DRS launches into stopped ones only. */
  | { readonly kind: 'power-off' }
  /** DRS no longer lists our jobs; their instances come up all the same. */
  | { readonly kind: 'hidden-jobs'; readonly forSeconds: number }
  /** The next launch of ours. */
  | ({ readonly kind: 'cut-off' } & CutOff)
  /** The next launch of ours fails whole; people launch it again at once, and then the call is lost. */
  | { readonly kind: 'launched-again' }
  /** Our machine sleeps: time passes, and nothing of ours runs. AWS goes on. */
  | { readonly kind: 'sleep'; readonly seconds: number }
  /** Every clock of ours is set. */
  | { readonly kind: 'clock-set'; readonly seconds: number }
  /** The next writes. */
  | { readonly kind: 'store'; readonly how: StoreTrouble; readonly times: number }
);

/** `takes late`: fails while there are faults, takes what comes after. */
export type Receiver = 'takes' | 'fails' | 'refuses' | 'is silent' | 'takes late';

/** The process that makes this write or call (counted from 1, over all of them) dies, and another starts later. */
export interface Crash {
  readonly atCall: number;
  /** Counted over those of this work alone: so that what is rare dies too. */
  readonly within?: Work;
  /** Counted over the calls of this operation alone. */
  readonly operation?: string;
  readonly when: 'before' | 'after';
  readonly downSeconds: number;
}

/** What a process is at when it writes or calls: tasks of the machine, what people ask for, messages. */
export const works = [
  'begin',
  'advance',
  'park',
  'poll',
  'finalize',
  'driver',
  'repair',
  'event',
  'message',
  'start',
  'pause',
  'resume',
  'cancel',
  'retry',
  'skip',
  'edit-plan',
  'check-plan',
  'check-account',
  'follow-up',
  'clean-up',
] as const;
/** Looks at the whole estate, on demand and on a schedule; deaths in them are drawn apart. */
export const estateLooks = ['refresh-inventory', 'sync-tags'] as const;
export type EstateLook = (typeof estateLooks)[number];
/** What is done past any run; deaths in them are drawn apart, too. */
export type DailyWork = 'apply-settings' | 'extend' | 'redeliver';
/** `approve`: a resume that names an action. */
export type Work = (typeof works)[number] | 'approve' | EstateLook | DailyWork;

/** Asked of a run. */
export const commandKinds = ['pause', 'resume', 'cancel', 'retry', 'skip'] as const;
export type CommandKind = (typeof commandKinds)[number];

export type ActKind =
  | CommandKind
  | 'edit-plan'
  | 'start-again'
  | 'check-plan'
  | 'check-account'
  | 'keep'
  | 'apply-settings'
  | 'extend'
  | EstateLook;

export interface Act {
  readonly atSeconds: number;
  readonly plan: number;
  readonly kind: ActKind;
  /** By two people at once. */
  readonly twice: boolean;
  /** From then on whoever asks looks until there is a run that allows it. */
  readonly whenPossible?: true;
}
