/** Failures that a run's plan tolerated (`minSuccessPercent`): the run went on, and ended PARTIAL. */
import type { ExecutionHeader, ExecutionState, ToleratedWave } from './model/execution.ts';
import { firstFew, waveLabel } from './names.ts';
import { succeededCount } from './statuses.ts';

/** Of a run that ends: notes the waves that were enough, though not all of their servers came up. */
export const withTolerated = (state: ExecutionState): ExecutionState => {
  const tolerated = state.waves
    .filter(({ status, minSuccessPercent }) => status === 'PARTIAL' && minSuccessPercent < 100)
    .map((wave) => ({
      waveNumber: wave.waveNumber,
      waveName: wave.waveName,
      minSuccessPercent: wave.minSuccessPercent,
      launchedCount: succeededCount(wave),
      serverCount: wave.serverCount,
    }));
  return tolerated.length === 0 ? state : { ...state, header: { ...state.header, tolerated } };
};

/** Why a run stands as it does, and by which rule what failed was enough; undefined while there is nothing to say. */
export const outcomeText = ({
  statusReason,
  tolerated = [],
}: Pick<ExecutionHeader, 'statusReason' | 'tolerated'>): string | undefined =>
  statusReason === undefined || tolerated.length === 0
    ? statusReason
    : `${statusReason}; enough for the plan: ${firstFew(tolerated.map(toleratedText), 3)}`;

const toleratedText = (wave: ToleratedWave): string =>
  `${wave.launchedCount} of ${wave.serverCount} in ${waveLabel(wave)}, at least ${wave.minSuccessPercent} % wanted`;
