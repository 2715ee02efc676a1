import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type FormEvent, useState } from 'react';
import type { AuditQuery } from '../../../../src/api/client.ts';
import { auditResults } from '../../../../src/domain/model/audit-entry.ts';
import { instantOf, isEmptyMoment, momentOf, noMoment } from '../../components/moment.ts';
import { MomentField } from '../../components/moment-field.tsx';
import { ReasonButton } from '../../components/reason-button.tsx';

interface Props {
  /** As it stands in the address. */
  readonly filter: AuditQuery;
  readonly onFilter: (filter: AuditQuery) => void;
}

const resultOptions = [{ value: '', label: 'any' }, ...auditResults.map((value) => ({ value, label: value }))];

/** What is typed here is asked for when it is sent: each look reads the log. */
export function AuditFilters({ filter, onFilter }: Props) {
  const [who, setWho] = useState(filter.who ?? '');
  const [resource, setResource] = useState(filter.resource ?? '');
  const [result, setResult] = useState(filter.result);
  const [from, setFrom] = useState(filter.from === undefined ? noMoment : momentOf(filter.from));
  const [until, setUntil] = useState(filter.until === undefined ? noMoment : momentOf(filter.until));
  const isHalf = [from, until].some((moment) => !isEmptyMoment(moment) && instantOf(moment) === undefined);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (isHalf) return;
    const [start, end] = [instantOf(from), instantOf(until)];
    onFilter({
      ...(who.trim() !== '' && { who: who.trim() }),
      ...(resource.trim() !== '' && { resource: resource.trim() }),
      ...(result !== undefined && { result }),
      ...(start !== undefined && { from: start }),
      ...(end !== undefined && { until: end }),
    });
  };
  return (
    <form onSubmit={send}>
      <Container>
        <SpaceBetween size="s">
          <SpaceBetween direction="horizontal" size="l">
            <MomentField label="From" value={from} onChange={setFrom} />
            <MomentField label="Until" value={until} onChange={setUntil} />
          </SpaceBetween>
          <SpaceBetween direction="horizontal" size="l" alignItems="end">
            <FormField label="Who" description="Person or program">
              <Input value={who} onChange={({ detail }) => setWho(detail.value)} />
            </FormField>
            <FormField label="About" description="Id or name of a plan, group, execution, …">
              <Input value={resource} onChange={({ detail }) => setResource(detail.value)} />
            </FormField>
            <FormField label="Result">
              <Select
                selectedOption={resultOptions.find(({ value }) => value === (result ?? '')) ?? null}
                options={resultOptions}
                onChange={({ detail }) => setResult(auditResults.find((one) => one === detail.selectedOption.value))}
              />
            </FormField>
            <ReasonButton
              formAction="submit"
              reason={isHalf ? 'Give the time to its end: a day and a time' : undefined}
            >
              Show
            </ReasonButton>
            {Object.keys(filter).length > 0 && (
              <Button formAction="none" variant="link" onClick={() => onFilter({})}>
                Show all
              </Button>
            )}
          </SpaceBetween>
        </SpaceBetween>
      </Container>
    </form>
  );
}
