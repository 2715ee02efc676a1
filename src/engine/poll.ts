/**
 * `poll` = lease, `observe`, `record`. A poll of a scope serves all executions active there, and wakes those that it
 * concerns. It never changes an execution's or a wave's status: its writer cannot (I4).
 */

import type { WaveExecution } from '../domain/model/execution.ts';
import type { Instant } from '../domain/model/identifiers.ts';
import type { JobObservation } from '../domain/model/observation.ts';
import { type Scope, scopeKey } from '../domain/model/scope.ts';
import { lateEnrichmentTime, nextPollTime, retryTimeOf } from '../domain/polling.ts';
import { isLaunchingWave } from '../domain/statuses.ts';
import { addSeconds, isBefore } from '../domain/time.ts';
import { isUnexplained } from '../domain/transition/settle.ts';
import { lookUpInstances } from './enrich.ts';
import { readPhases } from './job-phases.ts';
import { type Observed, type ObservePorts, observeScope } from './observe.ts';
import { readExecution } from './store/execution-reader.ts';
import type { Lease, ObservationWriter } from './store/observation-store.ts';
import { readSeen, type Seen } from './store/seen-reader.ts';

export interface PollPorts extends ObservePorts {
  readonly observations: ObservationWriter;
  /** Ends the wait of another execution's driver. */
  readonly wake: (executionId: string) => Promise<void>;
}

/** Polls every account and Region where a job of this execution is due. */
export const poll = async (ports: PollPorts, executionId: string): Promise<void> => {
  const loaded = await readExecution(ports.reader, executionId);
  if (loaded === undefined) return;
  const now = ports.clock.now();
  const { observations, scopes } = await readSeen(ports.reader, loaded.state, now);
  const isDue = (time: Instant | undefined): boolean =>
    // Half a second early is in time: timers and clocks are not exact.
    time !== undefined && !isBefore(addSeconds(now, 0.5), time);
  const { jobs } = loaded.state;
  const due = jobs.filter((job) => {
    if (job.state !== 'STARTED') return false;
    return isDue(nextPollTime(job, observations.get(job.jobKey), now, scopes.get(scopeKey(job))?.eventTime));
  });
  const late = jobs
    .filter((job) => isDue(lateEnrichmentTime(loaded.state, job, observations.get(job.jobKey), now)))
    .flatMap((job) => observations.get(job.jobKey) ?? []);
  const hurried = isHurried(loaded.state.waves);
  await Promise.all([
    ...[...Map.groupBy(due, scopeKey).values()].map((jobsThere) =>
      pollScope(ports, scopeOf(jobsThere), executionId, scopes, hurried),
    ),
    ...[...Map.groupBy(late, scopeKey).values()].map((jobsThere) => enrichLate(ports, jobsThere, now)),
  ]);
};

/** A wave waits, and nothing that is known could end the execution before it starts. */
const isHurried = (waves: readonly WaveExecution[]): boolean =>
  waves.some(waitsForTheWaveBefore) && !waves.some((wave) => isLaunchingWave(wave) && wave.failedCount > 0);

/** It starts as soon as those that it depends on are seen to be done: nothing is waited for that it does not need. */
const waitsForTheWaveBefore = ({ status, pauseBeforeWave, gateOpenedBy }: WaveExecution): boolean =>
  status === 'PENDING' && (!pauseBeforeWave || gateOpenedBy !== undefined);

const scopeOf = ([first]: readonly Scope[]): Scope => {
  if (first === undefined) throw new Error('bug: a group has a member');
  return { accountId: first.accountId, region: first.region };
};

/** The last look at a job may have failed to tell addresses or reasons, or may have seen instances that were coming up. */
const enrichLate = async (ports: PollPorts, jobs: readonly JobObservation[], now: Instant): Promise<void> => {
  const looks = jobs.map((before) => ({ before, after: { ...before, lastPolledTime: now } }));
  const unexplained = looks.filter(({ after }) =>
    after.servers.some((server) => isUnexplained(server, after.logReadTime)),
  );
  const [addInstances, addPhases] = await Promise.all([
    lookUpInstances(ports, scopeOf(jobs), looks),
    readPhases(ports.recovery, scopeOf(jobs), unexplained),
  ]);
  await Promise.all(looks.map(({ after }) => ports.observations.recordJob(addInstances(addPhases(after)))));
};

const pollScope = async (
  ports: PollPorts,
  scope: Scope,
  executionId: string,
  scopes: Seen['scopes'],
  hurried: boolean,
): Promise<void> => {
  const now = ports.clock.now();
  const retryTime = retryTimeOf(scopes.get(scopeKey(scope)), now);
  if (retryTime !== undefined && isBefore(now, retryTime)) return;
  const lease = await ports.observations.leaseScope(scope, now);
  if (lease === undefined) return;
  const observed = await observeScope(ports, scope, hurried ? executionId : undefined);
  await record(ports, observed, lease);
  for (const concerned of observed.concerned) {
    if (concerned !== executionId) await ports.wake(concerned);
  }
};

/** Writes what `observe` returned, and nothing else. An observation older than the stored one is dropped. */
export const record = async (
  ports: { readonly observations: ObservationWriter },
  observed: Observed,
  lease: Lease,
): Promise<void> => {
  await Promise.all(observed.jobs.map((job) => ports.observations.recordJob(job)));
  // After the observations: whoever sees no news now has read them, or reads the news again before it waits.
  await Promise.all([...observed.concerned].map((executionId) => ports.observations.recordNews(executionId)));
  await ports.observations.recordScope(observed.scope, lease);
};
