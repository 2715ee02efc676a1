import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import type { WaveView } from '../../../../../src/domain/model/execution-view.ts';
import { countOf } from '../../../components/count.ts';

interface Props {
  readonly label: string;
  readonly waves: readonly WaveView[];
  readonly chosen: WaveView | undefined;
  readonly onChoose: (waveNumber: number) => void;
}

export function WaveChoice({ label, waves, chosen, onChoose }: Props) {
  return (
    <FormField label={label}>
      <RadioGroup
        value={chosen === undefined ? null : String(chosen.waveNumber)}
        onChange={({ detail }) => onChoose(Number(detail.value))}
        items={waves.map((wave) => ({
          value: String(wave.waveNumber),
          label: `${wave.waveNumber} ${wave.waveName}: ${wave.status}`,
          description: `${wave.launchedCount} of ${countOf(wave.serverCount, 'server')} launched`,
        }))}
      />
    </FormField>
  );
}
