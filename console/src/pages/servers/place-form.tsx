import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useState } from 'react';
import { scopeKey, scopeSchema } from '../../../../src/domain/model/scope.ts';
import { parseInput } from '../../../../src/engine/field-errors.ts';
import { errorAt } from '../../components/field-errors.ts';

interface Props {
  readonly header: ReactNode;
  /** `111122223333/eu-west-1`. */
  readonly onAdd: (place: string) => void;
}

/** Names an account and Region that nothing saved is in yet. */
export function PlaceForm({ header, onAdd }: Props) {
  const [accountId, setAccountId] = useState('');
  const [region, setRegion] = useState('');
  const [isAttempted, setAttempted] = useState(false);
  const parsed = parseInput(scopeSchema, { accountId: accountId.trim(), region: region.trim() });
  const errors = parsed.ok || !isAttempted ? [] : parsed.errors;
  const add = (): void => {
    setAttempted(!parsed.ok);
    if (!parsed.ok) return;
    onAdd(scopeKey(parsed.value));
    setAccountId('');
    setRegion('');
  };
  return (
    <Container header={header}>
      <SpaceBetween direction="horizontal" size="m" alignItems="end">
        <FormField label="Account" errorText={errorAt(errors, 'accountId')}>
          <Input value={accountId} placeholder="12 digits" onChange={({ detail }) => setAccountId(detail.value)} />
        </FormField>
        <FormField label="Region" errorText={errorAt(errors, 'region')}>
          <Input value={region} placeholder="eu-west-1" onChange={({ detail }) => setRegion(detail.value)} />
        </FormField>
        <Button onClick={add}>Look there</Button>
      </SpaceBetween>
    </Container>
  );
}
