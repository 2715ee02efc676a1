import type { FieldError } from '../../../../src/domain/model/plan-file.ts';
import { errorAt } from '../../components/field-errors.ts';
import { WaveGraph } from '../../components/wave-graph/wave-graph.tsx';
import { positionsBefore, type WaveDraft } from './draft.ts';

interface Props {
  readonly waves: readonly WaveDraft[];
  readonly errors: readonly FieldError[];
  readonly chosenKey: string | undefined;
  readonly onChoose: (key: string) => void;
}

export function DraftGraph({ waves, errors, chosenKey, onChoose }: Props) {
  const drawn = waves.map((wave, waveNumber) => ({
    waveNumber,
    waveName: wave.waveName === '' ? '(no name yet)' : wave.waveName,
    dependsOnWaves: positionsBefore(wave, waves),
    pauseBeforeWave: wave.pauseBeforeWave,
    groups: wave.protectionGroups.join(', ') || 'no group yet',
    isChosen: wave.key === chosenKey,
    isWrong: errorAt(errors, 'waves', waveNumber) !== undefined,
  }));
  return (
    <WaveGraph
      waves={drawn}
      onChoose={(waveNumber) => {
        const key = waves[waveNumber]?.key;
        if (key !== undefined) onChoose(key);
      }}
      details={({ groups, isChosen, isWrong }) => (
        <>
          <div className="wave-graph-line">{groups}</div>
          {isWrong ? <div>to be mended</div> : isChosen && <div>edited below</div>}
        </>
      )}
      inWords={({ groups, isChosen, isWrong }) =>
        `launches ${groups}${isChosen ? ', edited below' : ''}${isWrong ? ', to be mended' : ''}`
      }
    />
  );
}
