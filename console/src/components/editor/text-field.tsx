import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';

interface Props {
  readonly label: string;
  readonly description?: string;
  readonly constraint?: string;
  readonly error: string | undefined;
  readonly value: string;
  readonly type?: 'text' | 'number';
  readonly isReadOnly?: boolean;
  readonly onChange: (value: string) => void;
}

/** One line of text, with what is wrong with it below. */
export function TextField(props: Props) {
  const { label, description, constraint, error, value, type = 'text', isReadOnly = false, onChange } = props;
  return (
    <FormField
      label={label}
      {...(description !== undefined && { description })}
      {...(constraint !== undefined && { constraintText: constraint })}
      errorText={error}
    >
      <Input
        value={value}
        inputMode={type === 'number' ? 'numeric' : 'text'}
        autoComplete={false}
        readOnly={isReadOnly}
        onChange={({ detail }) => onChange(detail.value)}
      />
    </FormField>
  );
}
