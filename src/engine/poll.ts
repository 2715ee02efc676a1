/**
 * `poll` = lease, `observe`, `record`. A poll of a scope serves all executions active there, and wakes those that it
 * concerns. It never changes an execution's or a wave's status: its writer cannot (I4).
 */

import { type Scope, scopeKey } from '../domain/model/scope.ts';
import { nextPollTime, retryTimeOf } from '../domain/polling.ts';
import { addSeconds, isBefore } from '../domain/time.ts';
import { type Observed, type ObservePorts, observeScope } from './observe.ts';
import { readExecution } from './store/execution-reader.ts';
import {
  type Lease,
  type ObservationWriter,
  readRunningObservations,
  readScopeObservation,
} from './store/observation-store.ts';

export interface PollPorts extends ObservePorts {
  readonly observations: ObservationWriter;
  /** Ends the wait of another execution's driver. */
  readonly wake: (executionId: string) => Promise<void>;
}

/** Polls every account and Region where a job of this execution is due. */
export const poll = async (ports: PollPorts, executionId: string): Promise<void> => {
  const scopes = await dueScopes(ports, executionId);
  await Promise.all(scopes.map((scope) => pollScope(ports, scope, executionId)));
};

const dueScopes = async (ports: PollPorts, executionId: string): Promise<readonly Scope[]> => {
  const loaded = await readExecution(ports.reader, executionId);
  if (loaded === undefined) return [];
  const observations = await readRunningObservations(ports.reader, loaded.state);
  const now = ports.clock.now();
  const due = new Map<string, Scope>();
  for (const job of loaded.state.jobs) {
    if (job.state !== 'STARTED') continue;
    // Half a second early is in time: timers and clocks are not exact.
    const time = nextPollTime(job, observations.get(job.jobKey), now);
    if (!isBefore(addSeconds(now, 0.5), time)) due.set(scopeKey(job), { accountId: job.accountId, region: job.region });
  }
  return [...due.values()];
};

const pollScope = async (ports: PollPorts, scope: Scope, executionId: string): Promise<void> => {
  const now = ports.clock.now();
  const seen = await readScopeObservation(ports.reader, scope);
  const retryTime = retryTimeOf(seen, now);
  if (retryTime !== undefined && isBefore(now, retryTime)) return;
  const lease = await ports.observations.leaseScope(scope, now);
  if (lease === undefined) return;
  const observed = await observeScope(ports, scope);
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
