import AttributeEditor from '@cloudscape-design/components/attribute-editor';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Textarea from '@cloudscape-design/components/textarea';
import type { NamedValue } from './action-draft.ts';

interface Props {
  readonly label: string;
  readonly description: string;
  readonly values: readonly NamedValue[];
  readonly error: string | undefined;
  readonly onChange: (values: readonly NamedValue[]) => void;
}

/** Parameters of a document, or the input of a function. */
export function ValuesEditor({ label, description, values, error, onChange }: Props) {
  const change = (index: number, value: Partial<NamedValue>): void =>
    onChange(values.map((each, at) => (at === index ? { ...each, ...value } : each)));
  return (
    <FormField label={label} description={description} errorText={error} stretch>
      <AttributeEditor
        items={values}
        addButtonText="Add a value"
        removeButtonText="Remove"
        removeButtonAriaLabel={({ name }) => `Remove the value of ${name}`}
        empty="None"
        onAddButtonClick={() => onChange([...values, { name: '', value: '' }])}
        onRemoveButtonClick={({ detail }) => onChange(values.toSpliced(detail.itemIndex, 1))}
        definition={[
          {
            label: 'Name',
            control: ({ name }, index) => (
              <Input value={name} onChange={({ detail }) => change(index, { name: detail.value })} />
            ),
          },
          {
            label: 'Value',
            control: ({ value }, index) => (
              <Textarea
                value={value ?? ''}
                rows={1}
                onChange={({ detail }) => change(index, { value: detail.value })}
              />
            ),
          },
        ]}
      />
    </FormField>
  );
}
