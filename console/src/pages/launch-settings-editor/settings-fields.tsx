import FormField from '@cloudscape-design/components/form-field';
import Grid from '@cloudscape-design/components/grid';
import Input from '@cloudscape-design/components/input';
import Select, { type SelectProps } from '@cloudscape-design/components/select';
import type { FieldError } from '../../../../src/domain/model/plan-file.ts';
import { errorAt } from '../../components/field-errors.ts';
import type { SettingsDraft } from './draft.ts';
import { type LaunchField, launchFields } from './fields.ts';

interface Props {
  readonly draft: SettingsDraft;
  readonly errors: readonly FieldError[];
  /** Where the fields stand in what is saved. */
  readonly path: FieldError['path'];
  /** Of a single server: what its group says. */
  readonly group?: SettingsDraft;
  readonly isReadOnly: boolean;
  readonly onChange: (draft: SettingsDraft) => void;
}

/** All settings of a group or of one server, each with what is wrong with it below. */
export function SettingsFields({ draft, errors, path, group, isReadOnly, onChange }: Props) {
  const shown = launchFields.filter(({ isOwn = false }) => !isOwn || group !== undefined);
  const column = { default: 12, s: 6, l: 4 };
  return (
    <Grid gridDefinition={shown.map(() => ({ colspan: column }))}>
      {shown.map((field) => (
        <FormField
          key={field.name}
          label={field.label}
          description={field.description}
          errorText={errorAt(errors, ...path, field.name)}
        >
          <Control
            field={field}
            value={draft[field.name] ?? ''}
            without={withoutText(field, group)}
            isReadOnly={isReadOnly}
            onChange={(text) => onChange({ ...draft, [field.name]: text })}
          />
        </FormField>
      ))}
    </Grid>
  );
}

/** What holds when the field is left empty. */
const withoutText = ({ name }: LaunchField, group: SettingsDraft | undefined): string => {
  const ofGroup = group?.[name] ?? '';
  return ofGroup === '' ? 'as it is in AWS' : `as the group: ${ofGroup}`;
};

interface ControlProps {
  readonly field: LaunchField;
  readonly value: string;
  readonly without: string;
  readonly isReadOnly: boolean;
  readonly onChange: (text: string) => void;
}

function Control({ field, value, without, isReadOnly, onChange }: ControlProps) {
  if (field.choices === undefined) {
    return (
      <Input
        value={value}
        placeholder={without.startsWith('as the group') ? without : `${without}; ${field.placeholder ?? ''}`}
        autoComplete={false}
        readOnly={isReadOnly}
        onChange={({ detail }) => onChange(detail.value)}
      />
    );
  }
  const options: SelectProps.Option[] = [
    { value: '', label: without },
    ...field.choices.map((choice) => ({ value: choice, label: choice })),
  ];
  return (
    <Select
      selectedOption={options.find((option) => option.value === value) ?? { value, label: value }}
      options={options}
      readOnly={isReadOnly}
      onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
    />
  );
}
