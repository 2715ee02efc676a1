import Autosuggest from '@cloudscape-design/components/autosuggest';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import type { FieldError } from '../../../../src/domain/model/plan-file.ts';
import { TextField } from '../../components/editor/text-field.tsx';
import { errorAt } from '../../components/field-errors.ts';
import { usePlaces } from '../../data/places.ts';
import type { GroupDraft } from './draft.ts';

interface Props {
  readonly draft: GroupDraft;
  readonly errors: readonly FieldError[];
  readonly onChange: (draft: GroupDraft) => void;
}

export function GroupFields({ draft, errors, onChange }: Props) {
  const { accounts, scopes } = usePlaces();
  const regions = [...new Set(scopes.map(({ region }) => region))].toSorted();
  return (
    <Container>
      <ColumnLayout columns={2}>
        <TextField
          label="Name"
          description="What plans call the group by"
          error={errorAt(errors, 'groupName')}
          value={draft.groupName}
          onChange={(groupName) => onChange({ ...draft, groupName })}
        />
        <TextField
          label="Description (optional)"
          description="For people: what the servers are"
          error={errorAt(errors, 'description')}
          value={draft.description}
          onChange={(description) => onChange({ ...draft, description })}
        />
        <FormField
          label="Account"
          description="The AWS account in which DRS holds the source servers"
          errorText={errorAt(errors, 'accountId')}
        >
          <Autosuggest
            value={draft.accountId}
            placeholder="12 digits"
            enteredTextLabel={(text) => `Use ${text}`}
            options={accounts.map(({ accountId, accountName }) => ({
              value: accountId,
              ...(accountName !== undefined && { description: accountName }),
            }))}
            onChange={({ detail }) => onChange({ ...draft, accountId: detail.value.trim() })}
          />
        </FormField>
        <FormField
          label="Region"
          description="The AWS Region into which they are replicated"
          errorText={errorAt(errors, 'region')}
        >
          <Autosuggest
            value={draft.region}
            placeholder="eu-west-1"
            enteredTextLabel={(text) => `Use ${text}`}
            options={regions.map((value) => ({ value }))}
            onChange={({ detail }) => onChange({ ...draft, region: detail.value.trim() })}
          />
        </FormField>
      </ColumnLayout>
    </Container>
  );
}
