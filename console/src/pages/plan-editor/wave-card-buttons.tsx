import SpaceBetween from '@cloudscape-design/components/space-between';
import { ReasonButton } from '../../components/reason-button.tsx';
import type { WaveDraft } from './draft.ts';
import { moveWave, removeWave } from './edit-waves.ts';

interface Props {
  readonly wave: WaveDraft;
  readonly waves: readonly WaveDraft[];
  readonly onChange: (waves: readonly WaveDraft[]) => void;
}

export function WaveCardButtons({ wave, waves, onChange }: Props) {
  const position = waves.indexOf(wave);
  const name = `wave ${position} ${wave.waveName}`;
  return (
    <SpaceBetween direction="horizontal" size="xxs">
      <ReasonButton
        variant="icon"
        iconName="angle-up"
        ariaLabel={`Move ${name} up`}
        reason={position === 0 ? 'It is the first' : undefined}
        onClick={() => onChange(moveWave(waves, wave.key, -1))}
      />
      <ReasonButton
        variant="icon"
        iconName="angle-down"
        ariaLabel={`Move ${name} down`}
        reason={position === waves.length - 1 ? 'It is the last' : undefined}
        onClick={() => onChange(moveWave(waves, wave.key, 1))}
      />
      <ReasonButton
        variant="icon"
        iconName="remove"
        ariaLabel={`Remove ${name}`}
        reason={waves.length === 1 ? 'A plan needs at least one wave' : undefined}
        onClick={() => onChange(removeWave(waves, wave.key))}
      />
    </SpaceBetween>
  );
}
