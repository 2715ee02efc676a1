import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Link from '@cloudscape-design/components/link';
import Multiselect from '@cloudscape-design/components/multiselect';
import type { ProtectionGroup } from '../../../../src/domain/model/protection-group.ts';
import { selectionText } from '../../components/selection-text.ts';
import type { WaveDraft } from './draft.ts';

interface ChoiceProps {
  readonly wave: WaveDraft;
  readonly error: string | undefined;
  readonly onChange: (change: Partial<WaveDraft>) => void;
}

/** Which groups' servers the wave launches. */
export function GroupsField({
  wave,
  groups,
  error,
  onChange,
}: ChoiceProps & { readonly groups: readonly ProtectionGroup[] }) {
  return (
    <FormField label="Protection groups" errorText={error}>
      <Multiselect
        options={groups.map(({ groupName, selection, accountId, region }) => ({
          value: groupName,
          label: groupName,
          description: `${selectionText(selection)}; ${accountId} ${region}`,
        }))}
        selectedOptions={wave.protectionGroups.map((name) => ({ value: name, label: name }))}
        placeholder="Choose groups"
        filteringType="auto"
        empty={
          <Box>
            No protection group yet. <Link href="/protection-groups/new">Create one</Link>
          </Box>
        }
        deselectAriaLabel={({ label = '' }) => `Without ${label}`}
        onChange={({ detail }) =>
          onChange({ protectionGroups: detail.selectedOptions.flatMap(({ value }) => value ?? []) })
        }
      />
    </FormField>
  );
}

/** Which waves must be done first. */
export function DependsOnField({
  wave,
  waves,
  error,
  onChange,
}: ChoiceProps & { readonly waves: readonly WaveDraft[] }) {
  const options = waves.map(({ key, waveName }, waveNumber) => ({
    value: key,
    label: `${waveNumber} ${waveName}`.trim(),
  }));
  const chosen = options.filter(({ value }) => wave.dependsOn.includes(value));
  return (
    <FormField
      label="Waits for"
      errorText={error}
      {...(chosen.length === 0 && { constraintText: 'Nothing: it starts at once' })}
    >
      <Multiselect
        options={options.filter(({ value }) => value !== wave.key)}
        selectedOptions={chosen}
        placeholder="Choose waves"
        empty="There is no other wave"
        deselectAriaLabel={({ label = '' }) => `Not after ${label}`}
        onChange={({ detail }) => onChange({ dependsOn: detail.selectedOptions.flatMap(({ value }) => value ?? []) })}
      />
    </FormField>
  );
}
