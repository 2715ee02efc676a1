import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import { useState } from 'react';
import { tokenCreateSchema } from '../../../../src/api/contract.ts';
import { permissionsOfRole, type Role, roles } from '../../../../src/domain/permissions.ts';
import { parseInput } from '../../../../src/engine/field-errors.ts';
import { ActionModal } from '../../components/action-modal.tsx';
import { errorAt } from '../../components/field-errors.ts';
import { api } from '../../data/client.ts';

export type CreatedToken = Extract<Awaited<ReturnType<typeof api.createToken>>, { ok: true }>['value'];

interface Props {
  readonly onCreated: (created: CreatedToken) => void;
  readonly onDismiss: () => void;
}

/** A key for one person or program, with one role. */
export function CreateTokenModal({ onCreated, onDismiss }: Props) {
  const [tokenName, setTokenName] = useState('');
  const [role, setRole] = useState<Role>('ReadOnly');
  const parsed = parseInput(tokenCreateSchema, { tokenName, role });
  const errors = parsed.ok ? [] : parsed.errors;
  const wrongName = errorAt(errors, 'tokenName');
  return (
    <ActionModal
      title="Create a token"
      verb="Create the token"
      notYet={tokenName === '' ? 'Give it a name' : wrongName}
      run={() => api.createToken(tokenName, role)}
      onDone={onCreated}
      onDismiss={onDismiss}
    >
      <FormField
        label="Name"
        description="Who or what it is for: it stands in the history as who did something"
        errorText={tokenName === '' ? undefined : wrongName}
      >
        <Input
          value={tokenName}
          placeholder="ana"
          autoComplete={false}
          onChange={({ detail }) => setTokenName(detail.value)}
        />
      </FormField>
      <FormField label="Role" description={`May: ${permissionsOfRole[role].join(', ')}`}>
        <Select
          selectedOption={{ value: role, label: role }}
          options={roles.map((each) => ({ value: each, label: each }))}
          onChange={({ detail }) => setRole(roles.find((each) => each === detail.selectedOption.value) ?? role)}
        />
      </FormField>
    </ActionModal>
  );
}
