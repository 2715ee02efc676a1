import type { EventData, ExecutionEvent } from '../model/event.ts';
import type { ExecutionState, LaunchJob, WaveExecution } from '../model/execution.ts';
import type { Instant } from '../model/identifiers.ts';
import { evolve } from './evolve.ts';

/** The name under which the engine's own decisions stand in the history. */
export const ENGINE = 'engine';

/** Collects the events of one decision; `state` is always the state after the events so far. */
export interface DecisionLog {
  readonly now: Instant;
  state(): ExecutionState;
  events(): readonly ExecutionEvent[];
  emit(data: EventData, actor?: string): void;
  wave(waveNumber: number): WaveExecution;
  job(jobKey: string): LaunchJob;
}

export const createDecisionLog = (initial: ExecutionState, now: Instant): DecisionLog => {
  let state = initial;
  const events: ExecutionEvent[] = [];
  return {
    now,
    state: () => state,
    events: () => events,
    emit: (data, actor = ENGINE) => {
      const event: ExecutionEvent = { sequence: state.header.eventCount + 1, time: now, actor, data };
      state = evolve(state, event);
      events.push(event);
    },
    wave: (waveNumber) => findWave(state, waveNumber),
    job: (jobKey) => findJob(state, jobKey),
  };
};

export const findWave = (state: ExecutionState, waveNumber: number): WaveExecution => {
  const wave = state.waves[waveNumber];
  if (wave === undefined) throw new Error(`bug: no wave ${waveNumber} in ${state.header.executionId}`);
  return wave;
};

export const findJob = (state: ExecutionState, jobKey: string): LaunchJob => {
  const job = state.jobs.find((candidate) => candidate.jobKey === jobKey);
  if (job === undefined) throw new Error(`bug: no job ${jobKey} in ${state.header.executionId}`);
  return job;
};

export const jobsOfWave = (state: ExecutionState, waveNumber: number): readonly LaunchJob[] =>
  state.jobs.filter((job) => job.waveNumber === waveNumber);
