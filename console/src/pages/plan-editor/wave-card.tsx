import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { failurePolicySchema } from '../../../../src/domain/model/failure-policy.ts';
import type { FieldError } from '../../../../src/domain/model/plan-file.ts';
import type { ProtectionGroup } from '../../../../src/domain/model/protection-group.ts';
import { TextField } from '../../components/editor/text-field.tsx';
import { errorAt } from '../../components/field-errors.ts';
import { onFailureText } from '../../components/wave-words.ts';
import { ActionsField } from './actions/actions-field.tsx';
import type { WaveDraft } from './draft.ts';
import { changeWave } from './edit-waves.ts';
import { WaveCardButtons } from './wave-card-buttons.tsx';
import { DependsOnField, GroupsField } from './wave-choices.tsx';
import { WaveServersField } from './wave-servers-field.tsx';

interface Props {
  readonly wave: WaveDraft;
  readonly waves: readonly WaveDraft[];
  readonly groups: readonly ProtectionGroup[];
  readonly errors: readonly FieldError[];
  readonly onChange: (waves: readonly WaveDraft[]) => void;
}

export function WaveCard({ wave, waves, groups, errors, onChange }: Props) {
  const waveNumber = waves.indexOf(wave);
  const change = (changes: Partial<WaveDraft>): void => onChange(changeWave(waves, wave.key, changes));
  const errorOf = (field: string): string | undefined => errorAt(errors, 'waves', waveNumber, field);
  return (
    <Container
      header={
        <Header
          variant="h3"
          actions={<WaveCardButtons wave={wave} waves={waves} onChange={onChange} />}
        >{`Wave ${waveNumber}${wave.waveName === '' ? '' : ` ${wave.waveName}`}`}</Header>
      }
    >
      <SpaceBetween size="m">
        <Grid gridDefinition={halves}>
          <TextField
            label="Wave name"
            error={errorOf('waveName')}
            value={wave.waveName}
            onChange={(waveName) => change({ waveName })}
          />
          <GroupsField wave={wave} groups={groups} error={errorOf('protectionGroups')} onChange={change} />
          <DependsOnField wave={wave} waves={waves} error={errorOf('dependsOn')} onChange={change} />
          <FormField label="Gate">
            <Toggle
              checked={wave.pauseBeforeWave}
              onChange={({ detail }) => change({ pauseBeforeWave: detail.checked })}
            >
              Wait until a person approves
            </Toggle>
          </FormField>
        </Grid>
        <Grid gridDefinition={thirds}>
          <FormField label="When it fails" errorText={errorOf('onFailure')}>
            <Select
              options={policies}
              selectedOption={{ value: wave.onFailure, label: onFailureText[wave.onFailure] }}
              onChange={({ detail }) => {
                const chosen = failurePolicySchema.safeParse(detail.selectedOption.value);
                if (chosen.success) change({ onFailure: chosen.data });
              }}
            />
          </FormField>
          <TextField
            label="Servers that must launch, percent"
            constraint="Below, the wave failed"
            type="number"
            error={errorOf('minSuccessPercent')}
            value={wave.minSuccessPercent}
            onChange={(minSuccessPercent) => change({ minSuccessPercent })}
          />
          <TextField
            label="Time-out, minutes"
            constraint="From the first launch that DRS accepts"
            type="number"
            error={errorOf('timeoutMinutes')}
            value={wave.timeoutMinutes}
            onChange={(timeoutMinutes) => change({ timeoutMinutes })}
          />
        </Grid>
        <ActionsField wave={wave} waveNumber={waveNumber} errors={errors} onChange={change} />
        <WaveServersField wave={wave} groups={groups} error={errorOf('sourceServerIds')} onChange={change} />
      </SpaceBetween>
    </Container>
  );
}

const half = { default: 12, s: 6 } as const;
const third = { default: 12, s: 4 } as const;
const halves = [half, half, half, half].map((colspan) => ({ colspan }));
const thirds = [third, third, third].map((colspan) => ({ colspan }));

const policies = failurePolicySchema.options.map((value) => ({ value, label: onFailureText[value] }));
