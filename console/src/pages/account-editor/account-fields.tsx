import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import type { FieldError } from '../../../../src/domain/model/plan-file.ts';
import { TextField } from '../../components/editor/text-field.tsx';
import { errorAt } from '../../components/field-errors.ts';
import type { AccountDraft } from './draft.ts';

interface Props {
  readonly draft: AccountDraft;
  /** An account that is registered keeps its number. */
  readonly isRegistered: boolean;
  readonly errors: readonly FieldError[];
  readonly onChange: (draft: AccountDraft) => void;
}

const fields: readonly {
  readonly name: keyof AccountDraft;
  readonly label: string;
  readonly description: string;
  readonly constraint?: string;
}[] = [
  {
    name: 'accountId',
    label: 'Account',
    description: 'The AWS account in which servers are recovered',
    constraint: '12 digits',
  },
  { name: 'accountName', label: 'Name', description: 'For people: what the account is' },
  {
    name: 'roleArn',
    label: 'Role (optional)',
    description:
      'The ARN of the IAM role that is assumed there. Empty: the server’s own credentials, which must be of this account',
  },
  {
    name: 'externalId',
    label: 'External id (optional)',
    description: 'Known to both sides, where the role lets nobody in without it',
  },
  {
    name: 'regions',
    label: 'Regions',
    description: 'Where DRS is used there',
    constraint: 'Several with commas between them',
  },
  {
    name: 'stagingAccountIds',
    label: 'Staging accounts (optional)',
    description: 'Accounts that replicate for this one: their servers may be extended into it',
    constraint: 'Several with commas between them',
  },
];

export function AccountFields({ draft, isRegistered, errors, onChange }: Props) {
  return (
    <Container>
      <ColumnLayout columns={2}>
        {fields.map(({ name, ...field }) => (
          <TextField
            key={name}
            {...field}
            error={errorAt(errors, name)}
            value={draft[name]}
            isReadOnly={isRegistered && name === 'accountId'}
            onChange={(text) => onChange({ ...draft, [name]: text })}
          />
        ))}
      </ColumnLayout>
    </Container>
  );
}
