/**
 * I2: no run ends while a wave that failed, or timed out, and says `pause` waits for a person: who wants it tried again
 * must find it open. A cancel decides for all of them.
 */
import { drawnPlan } from '../support/drawn-wave.ts';
import type { Mirrored } from '../support/mirror.ts';
import type { Night } from '../support/night.ts';
import type { WorldChecker } from './world.ts';

/** From what happened to it last. */
const awaitsDecision = ({ history }: Mirrored, waveNumber: number): boolean => {
  const last = history.findLast(
    ({ data }) =>
      (data.type === 'WaveEnded' || data.type === 'WaveFailureAccepted' || data.type === 'WaveRetried') &&
      data.waveNumber === waveNumber,
  )?.data;
  return last?.type === 'WaveEnded' && (last.status === 'FAILED' || last.status === 'TIMED_OUT');
};

const undecidedOf = (night: Night, mirrored: Mirrored): readonly string[] => {
  const { executionId, history, state } = mirrored;
  if (state.header.purpose === 'CLEAN_UP' || history.some(({ data }) => data.type === 'CancelRequested')) return [];
  return (drawnPlan(night, mirrored)?.waves ?? []).flatMap(({ onFailure }, waveNumber) =>
    onFailure === 'pause' && awaitsDecision(mirrored, waveNumber)
      ? [`I2: ${executionId} is over, and nobody has decided about wave ${waveNumber}, which failed and says pause`]
      : [],
  );
};

export const createAwaitedDecisions =
  (night: Night): WorldChecker =>
  ({ committed }) =>
    committed.flatMap(({ step, mirrored }) =>
      step?.events.some(({ data }) => data.type === 'ExecutionEnded') ? undecidedOf(night, mirrored) : [],
    );
