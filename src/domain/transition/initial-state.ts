import { limits } from '../limits.ts';
import type { ActivityPhase, WaveActivity } from '../model/activity.ts';
import type {
  ExecutionHeader,
  ExecutionState,
  ExecutionType,
  LaunchJob,
  Purpose,
  WaveExecution,
} from '../model/execution.ts';
import type { Instant } from '../model/identifiers.ts';
import type { PlanWave, RecoveryPlan } from '../model/recovery-plan.ts';
import type { RosterChunk } from '../model/roster.ts';
import type { WaveAction } from '../model/wave-action.ts';

/**
 * The version of the rules that decide. Raised when a change would alter how a running execution goes on; the old rule
 * then stays for executions of the old version.
 */
export const DECISION_VERSION = 1;

/** An execution as it is saved first: nothing is known of its servers yet. */
export const initiateExecution = (request: {
  readonly executionId: string;
  readonly plan: RecoveryPlan;
  readonly executionType: ExecutionType;
  readonly initiatedBy: string;
  readonly now: Instant;
  readonly purpose?: Purpose;
  readonly relatedExecutionId?: string;
}): ExecutionHeader => ({
  executionId: request.executionId,
  planId: request.plan.planId,
  planName: request.plan.planName,
  planVersion: request.plan.version,
  executionType: request.executionType,
  ...(request.purpose === undefined ? {} : { purpose: request.purpose }),
  ...(request.relatedExecutionId === undefined ? {} : { relatedExecutionId: request.relatedExecutionId }),
  ...(request.plan.rtoTargetMinutes === undefined || request.relatedExecutionId !== undefined
    ? {}
    : { rtoTargetMinutes: request.plan.rtoTargetMinutes }),
  ...(request.plan.rpoTargetSeconds === undefined || request.purpose === 'CLEAN_UP'
    ? {}
    : { rpoTargetSeconds: request.plan.rpoTargetSeconds }),
  ...(request.plan.drillTtlHours === undefined || request.executionType !== 'DRILL' || request.purpose === 'CLEAN_UP'
    ? {}
    : { drillTtlHours: request.plan.drillTtlHours }),
  status: 'INITIATED',
  totalWaves: request.plan.waves.length,
  serverCount: 0,
  initiatedBy: request.initiatedBy,
  startTime: request.now,
  pauseRequested: false,
  cancelRequested: false,
  decisionVersion: DECISION_VERSION,
  eventCount: 0,
});

/** A job's key: wave, attempt and number within them. Sorts in that order. */
export const jobKeyOf = (waveNumber: number, attempt: number, jobNumber: number): string =>
  `w${padded(waveNumber, 3)}-a${attempt}-j${padded(jobNumber, 3)}`;

/** The order in which jobs are stored, so that a state is the same however it came about. Keys are unique. */
export const byJobKey = (a: LaunchJob, b: LaunchJob): number => (a.jobKey < b.jobKey ? -1 : 1);

/** The key of a further job of a wave: after a split, or in a later attempt. */
export const nextJobKey = (jobs: readonly LaunchJob[], waveNumber: number, attempt: number): string =>
  jobKeyOf(waveNumber, attempt, jobs.filter((job) => job.waveNumber === waveNumber && job.attempt === attempt).length);

/**
 * What is done around the wave in such an execution: the actions of its plan, and last before the launch its launch
 * settings. A clean-up launches nothing.
 */
const plannedActivities = (
  { waveNumber, actions = { before: [], after: [] } }: PlanWave,
  { executionType, purpose }: ExecutionHeader,
  hasLaunchSettings: boolean,
): Pick<WaveExecution, 'activities'> => {
  const planned = (phase: ActivityPhase): readonly WaveActivity[] =>
    actions[phase].flatMap((action, actionNumber) =>
      action.executionTypes.includes(executionType) ? [plannedAction(waveNumber, phase, actionNumber, action)] : [],
    );
  const settings = hasLaunchSettings && purpose !== 'CLEAN_UP' ? [plannedSettings(waveNumber)] : [];
  const activities = [...planned('before'), ...settings, ...planned('after')];
  return activities.length === 0 ? {} : { activities };
};

const plannedSettings = (waveNumber: number): WaveActivity => ({
  activityKey: `w${padded(waveNumber, 3)}-before-settings`,
  phase: 'before',
  activityName: 'launch settings',
  kind: 'LAUNCH_SETTINGS',
  required: true,
  timeoutMinutes: limits.launchSettingsTimeoutMinutes,
  // Each server is tried again by itself.
  retries: 0,
  state: 'PLANNED',
  tries: 0,
});

const plannedAction = (
  waveNumber: number,
  phase: ActivityPhase,
  actionNumber: number,
  action: WaveAction,
): WaveActivity => ({
  activityKey: `w${padded(waveNumber, 3)}-${phase}-${padded(actionNumber, 2)}`,
  phase,
  actionNumber,
  activityName: action.actionName,
  kind: action.kind,
  required: action.required,
  timeoutMinutes: action.kind === 'WAIT' ? action.minutes : action.timeoutMinutes,
  retries: 'retries' in action ? action.retries : 0,
  state: 'PLANNED',
  tries: 0,
});

const pointInTimeAsked = (
  { waveNumber }: PlanWave,
  chunks: readonly RosterChunk[],
): Pick<WaveExecution, 'pointInTime'> => {
  const pointInTime = chunks.find((chunk) => chunk.waveNumber === waveNumber)?.pointInTime;
  return pointInTime === undefined ? {} : { pointInTime };
};

const serversOf = ({ waveNumber }: PlanWave, chunks: readonly RosterChunk[]): number =>
  chunks.filter((chunk) => chunk.waveNumber === waveNumber).reduce((sum, chunk) => sum + chunk.servers.length, 0);

const padded = (count: number, width: number): string => String(count).padStart(width, '0');

/** All waves and the first cut of their servers into jobs, from what `begin` froze. */
export const initialState = (
  header: ExecutionHeader,
  plan: RecoveryPlan,
  chunks: readonly RosterChunk[],
  /** Numbers of the waves whose groups say how their servers are launched. */
  wavesWithSettings: ReadonlySet<number> = new Set(),
): ExecutionState => ({
  header,
  waves: plan.waves.map((wave): WaveExecution => {
    const serverCount = serversOf(wave, chunks);
    return {
      ...pointInTimeAsked(wave, chunks),
      waveNumber: wave.waveNumber,
      waveName: wave.waveName,
      status: 'PENDING',
      dependsOnWaves: wave.dependsOnWaves,
      pauseBeforeWave: wave.pauseBeforeWave,
      onFailure: wave.onFailure,
      minSuccessPercent: wave.minSuccessPercent,
      timeoutMinutes: wave.timeoutMinutes,
      attempt: 1,
      serverCount,
      launchedCount: 0,
      failedCount: 0,
      ...plannedActivities(wave, header, serverCount > 0 && wavesWithSettings.has(wave.waveNumber)),
    };
  }),
  jobs: chunks.map(
    (chunk): LaunchJob => ({
      jobKey: jobKeyOf(chunk.waveNumber, 1, chunk.chunkNumber),
      waveNumber: chunk.waveNumber,
      attempt: 1,
      ...(header.purpose === undefined ? {} : { purpose: header.purpose }),
      accountId: chunk.accountId,
      region: chunk.region,
      state: 'WAITING',
      servers: chunk.servers.map((server) => ({ ...server, outcome: 'UNDECIDED' })),
      tries: 0,
    }),
  ),
});
