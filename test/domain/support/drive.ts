/** Brings an execution to where a test wants it, in few words: by decisions, as the engine does. */
import type { ExecutionState, LaunchJob } from '../../../src/domain/model/execution.ts';
import type { JobObservation, ServerObservation } from '../../../src/domain/model/observation.ts';
import { addSeconds } from '../../../src/domain/time.ts';
import type { Stranger } from './acts.ts';
import { ledgersOf } from './inputs.ts';
import { type Run, type Step, startRun } from './run.ts';
import { ROSTER_ID, START, scenarioOf, type WaveDraft } from './scenario.ts';

export const at = (seconds: number): string => addSeconds(START, seconds);

export const beginRun = (...drafts: readonly WaveDraft[]): Run => {
  const scenario = scenarioOf(drafts);
  const run = startRun(scenario);
  const serverCount = scenario.chunks.reduce((sum, chunk) => sum + chunk.servers.length, 0);
  run.apply({ type: 'begin', rosterId: ROSTER_ID, serverCount, warnings: [] }, START);
  return run;
};

/** A turn that sees nothing new, with what others hold. */
export const turn = (run: Run, now = START, strangers: readonly Stranger[] = []): Step =>
  run.apply({ type: 'advance', observations: new Map(), ledgers: ledgersOf(run.state(), strangers) }, now);

/** A turn that sees these observations. */
export const turnSeeing = (run: Run, observations: readonly JobObservation[], now: string): Step =>
  run.apply(
    {
      type: 'advance',
      observations: new Map(observations.map((observation) => [observation.jobKey, observation])),
      ledgers: ledgersOf(run.state()),
    },
    now,
  );

/** Claims every planned job; nobody else is there. */
export const claimAll = (run: Run, now = START): void => {
  for (const [place, ledger] of ledgersOf(run.state())) {
    const [accountId = '', region = ''] = place.split('/');
    run.apply(
      {
        type: 'launchChecked',
        scope: { accountId, region },
        claimId: `claim-${place}-${now}`,
        ledger,
        foreignJobs: [],
        obstacles: new Map(),
      },
      now,
    );
  }
};

export const startAll = (run: Run, now = START): void => {
  for (const { jobKey, claim } of jobsIn(run.state(), 'CLAIMED')) {
    const claimId = claim?.claimId ?? '';
    run.apply({ type: 'jobStarted', jobKey, claimId, jobId: `drsjob-${jobKey}`, adopted: false }, now);
  }
};

/** A turn, and every job that it plans is started. */
export const launch = (run: Run, now = START): void => {
  turn(run, now);
  claimAll(run, now);
  startAll(run, now);
};

export const jobsIn = (state: ExecutionState, ...states: readonly LaunchJob['state'][]): readonly LaunchJob[] =>
  state.jobs.filter((job) => states.includes(job.state));

/** What was seen of a job: every server with this launch status, unless told otherwise. */
export const observationOf = (
  job: LaunchJob,
  launchStatus: string,
  changes: Partial<JobObservation> & { readonly server?: Partial<ServerObservation> } = {},
): JobObservation => {
  const { server, ...rest } = changes;
  return {
    executionId: 'exec-1',
    jobKey: job.jobKey,
    jobId: job.jobId ?? 'drsjob-none',
    accountId: job.accountId,
    region: job.region,
    jobStatus: 'STARTED',
    servers: job.servers.map(({ sourceServerId }) => ({ sourceServerId, launchStatus, ...server })),
    enrichmentAttempts: 0,
    lastPolledTime: START,
    ...rest,
  };
};

/** Every running job ends, with this launch status for each of its servers, in as many turns as it takes. */
export const endAll = (run: Run, launchStatus: string, now: string): void => {
  const seen = jobsIn(run.state(), 'STARTED').map((job) =>
    observationOf(job, launchStatus, { jobStatus: 'COMPLETED', lastPolledTime: now }),
  );
  while (turnSeeing(run, seen, now).events.length > 0);
};

export const statusesOf = (run: Run): readonly string[] => run.state().waves.map((wave) => wave.status);
