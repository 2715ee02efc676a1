import type { Checker } from '../support/run.ts';

/** `pause`: nothing starts while a person has to decide. `stop`: what has not started is skipped, what runs goes on. */
export const failurePolicy: Checker = ({ before, after, events, cause }) => {
  const undecided = before.waves.filter(
    (wave) =>
      wave.onFailure === 'pause' &&
      (wave.status === 'FAILED' || wave.status === 'TIMED_OUT') &&
      wave.failureAcceptedBy === undefined,
  );
  const isDecision = cause === 'resume' || cause === 'skip' || cause === 'retry';
  const started = isDecision ? [] : events.filter(({ data }) => data.type === 'WaveStarting');
  const gates = after.header.cancelRequested
    ? events.filter(({ data }) => data.type === 'GateReached' && before.header.cancelRequested)
    : [];
  const stopped = events.flatMap(({ data }) =>
    data.type === 'WaveEnded' && data.status === 'SKIPPED' ? [data.waveNumber] : [],
  );
  return [
    ...(undecided.length === 0
      ? []
      : started.map(() => `a wave starts although wave ${undecided[0]?.waveNumber} waits for a decision`)),
    ...gates.map(() => 'a gate is reached after the cancel'),
    ...stopped
      .filter((waveNumber) => before.waves[waveNumber]?.startTime !== undefined)
      .map((waveNumber) => `wave ${waveNumber} had started and is skipped`),
  ];
};
