import Alert from '@cloudscape-design/components/alert';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { executionTypeSchema } from '../../../../../src/domain/model/execution.ts';
import type { FieldError } from '../../../../../src/domain/model/plan-file.ts';
import { actionKindText } from '../../../components/action-words.ts';
import { TextField } from '../../../components/editor/text-field.tsx';
import { errorAt, errorOnlyAt } from '../../../components/field-errors.ts';
import type { ActionDraft } from './action-draft.ts';
import { fieldsOf, fieldWords, valuesFieldOf } from './action-fields.ts';
import { ValuesEditor } from './values-editor.tsx';

interface Props {
  readonly action: ActionDraft;
  /** Where it stands in the plan: what errors name. */
  readonly path: FieldError['path'];
  readonly errors: readonly FieldError[];
  /** What fails with it when it is required. */
  readonly failing: 'wave' | 'clean-up';
  readonly buttons: ReactNode;
  readonly onChange: (change: Partial<ActionDraft>) => void;
}

export function ActionCard({ action, path, errors, failing, buttons, onChange }: Props) {
  const errorOf = (field: string): string | undefined => errorAt(errors, ...path, field);
  const ownError = errorOnlyAt(errors, ...path) ?? errorOf('kind');
  const valuesField = valuesFieldOf[action.kind];
  return (
    <Container
      header={
        <Header variant="h3" description={actionKindText[action.kind]} actions={buttons}>
          {action.actionName === '' ? action.kind : `${action.kind}: ${action.actionName}`}
        </Header>
      }
    >
      <SpaceBetween size="m">
        {ownError !== undefined && <Alert type="error">{ownError}</Alert>}
        <Grid gridDefinition={[half, half]}>
          <TextField
            label="Name of the action"
            constraint="An approval is given by it"
            error={errorOf('actionName')}
            value={action.actionName}
            onChange={(actionName) => onChange({ actionName })}
          />
          <TextField
            label="What it is for (optional)"
            error={errorOf('description')}
            value={action.description}
            onChange={(description) => onChange({ description })}
          />
        </Grid>
        <Grid gridDefinition={fieldsOf[action.kind].map(() => half)}>
          {fieldsOf[action.kind].map((field) => {
            const { label, constraint, isNumber = false } = fieldWords[field];
            return (
              <TextField
                key={field}
                label={label}
                {...(constraint !== undefined && { constraint })}
                {...(isNumber && { type: 'number' as const })}
                error={errorOf(field)}
                value={action[field]}
                onChange={(text) => onChange({ [field]: text })}
              />
            );
          })}
        </Grid>
        {valuesField !== undefined && (
          <ValuesEditor
            label={valuesField === 'input' ? 'Input of the function' : 'Parameters of the document'}
            description={
              valuesField === 'input'
                ? 'Texts by name, beside what Breakwater says of the run'
                : 'A name with several values is given in several lines'
            }
            values={action.values}
            error={errorOf(valuesField)}
            onChange={(values) => onChange({ values })}
          />
        )}
        <WhenItCounts action={action} failing={failing} error={errorOf('executionTypes')} onChange={onChange} />
      </SpaceBetween>
    </Container>
  );
}

const half = { colspan: { default: 12, s: 6 } } as const;

interface CountsProps extends Pick<Props, 'action' | 'failing' | 'onChange'> {
  readonly error: string | undefined;
}

function WhenItCounts({ action: { required, executionTypes }, failing, error, onChange }: CountsProps) {
  return (
    <Grid gridDefinition={[half, half]}>
      <FormField label="When it fails">
        <Checkbox checked={required} onChange={({ detail }) => onChange({ required: detail.checked })}>
          Required: the {failing} has failed then
        </Checkbox>
      </FormField>
      <FormField label="Runs in" errorText={error}>
        <SpaceBetween direction="horizontal" size="m">
          {executionTypeSchema.options.map((type) => (
            <Checkbox
              key={type}
              checked={executionTypes.includes(type)}
              onChange={({ detail }) =>
                onChange({
                  executionTypes: executionTypeSchema.options.filter((each) =>
                    each === type ? detail.checked : executionTypes.includes(each),
                  ),
                })
              }
            >
              {type}
            </Checkbox>
          ))}
        </SpaceBetween>
      </FormField>
    </Grid>
  );
}
