import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { RecoveryPlan } from '../../../../../src/domain/model/recovery-plan.ts';
import { noMoment } from '../../../components/moment.ts';
import { MomentField } from '../../../components/moment-field.tsx';
import type { PointsDraft } from './points-draft.ts';

interface Props {
  readonly plan: RecoveryPlan;
  readonly draft: PointsDraft;
  readonly onChange: (draft: PointsDraft) => void;
}

/** Up to when data is wanted: for the whole plan, and for single waves otherwise. */
export function PointsInTimeFields({ plan, draft, onChange }: Props) {
  const { from, whole, waves } = draft;
  const own = plan.waves.filter(({ waveNumber }) => waveNumber in waves);
  const others = plan.waves.filter(({ waveNumber }) => !(waveNumber in waves));
  return (
    <SpaceBetween size="s">
      <FormField label="Launch from">
        <RadioGroup
          value={from}
          items={[
            { value: 'latest', label: 'The latest data' },
            {
              value: 'time',
              label: 'A point in time',
              description: 'Each server from its newest recovery point at or before it',
            },
          ]}
          onChange={({ detail }) => onChange({ ...draft, from: detail.value === 'time' ? 'time' : 'latest' })}
        />
      </FormField>
      {from === 'time' && (
        <>
          <MomentField
            label="The whole plan"
            description={
              own.length === 0
                ? 'Or leave it empty, and give single waves a time'
                : 'Empty: waves that are not named below take the latest data'
            }
            value={whole}
            onChange={(moment) => onChange({ ...draft, whole: moment })}
          />
          {own.map(({ waveNumber, waveName }) => (
            <MomentField
              key={waveNumber}
              label={`Wave ${waveNumber} ${waveName}`}
              value={waves[waveNumber] ?? noMoment}
              onChange={(moment) => onChange({ ...draft, waves: { ...waves, [waveNumber]: moment } })}
              action={
                <Button
                  ariaLabel={`Wave ${waveNumber} ${waveName}: no time of its own`}
                  onClick={() =>
                    onChange({
                      ...draft,
                      waves: Object.fromEntries(Object.entries(waves).filter(([each]) => Number(each) !== waveNumber)),
                    })
                  }
                >
                  Remove
                </Button>
              }
            />
          ))}
          {others.length > 0 && (
            <FormField label="Another time for a wave">
              <Select
                selectedOption={null}
                placeholder="Choose a wave"
                options={others.map(({ waveNumber, waveName }) => ({
                  value: String(waveNumber),
                  label: `${waveNumber} ${waveName}`,
                }))}
                onChange={({ detail }) =>
                  onChange({ ...draft, waves: { ...waves, [Number(detail.selectedOption.value)]: whole } })
                }
              />
            </FormField>
          )}
        </>
      )}
    </SpaceBetween>
  );
}
