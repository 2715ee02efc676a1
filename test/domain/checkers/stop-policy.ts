import type { Checker } from '../support/run.ts';

/** `onFailure: stop`: from such a failure on no wave starts, be it one that has nothing to do with what failed. */
export const stopPolicy: Checker = ({ before, events }) => {
  const stopping = new Set(
    before.waves
      .filter(({ onFailure, status }) => onFailure === 'stop' && (status === 'FAILED' || status === 'TIMED_OUT'))
      .map(({ waveNumber }) => waveNumber),
  );
  return events.flatMap(({ data }) => {
    if (data.type === 'WaveEnded' && (data.status === 'FAILED' || data.status === 'TIMED_OUT')) {
      if (before.waves[data.waveNumber]?.onFailure === 'stop') stopping.add(data.waveNumber);
    }
    if (data.type !== 'WaveStarting' || stopping.size === 0) return [];
    return [`wave ${data.waveNumber} starts after wave ${[...stopping].join()} failed, which says stop`];
  });
};
