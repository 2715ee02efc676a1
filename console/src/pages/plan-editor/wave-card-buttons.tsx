import type { WaveDraft } from './draft.ts';
import { moveWave, removeWave } from './edit-waves.ts';
import { MoveButtons } from './move-buttons.tsx';

interface Props {
  readonly wave: WaveDraft;
  readonly waves: readonly WaveDraft[];
  readonly onChange: (waves: readonly WaveDraft[]) => void;
}

export function WaveCardButtons({ wave, waves, onChange }: Props) {
  const position = waves.indexOf(wave);
  return (
    <MoveButtons
      name={`wave ${position} ${wave.waveName}`}
      position={position}
      count={waves.length}
      onMove={(by) => onChange(moveWave(waves, wave.key, by))}
      onRemove={() => onChange(removeWave(waves, wave.key))}
      whyNotRemoved={waves.length === 1 ? 'A plan needs at least one wave' : undefined}
    />
  );
}
