import Box from '@cloudscape-design/components/box';
import DatePicker from '@cloudscape-design/components/date-picker';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TimeInput from '@cloudscape-design/components/time-input';
import type { ReactNode } from 'react';
import { Indicator } from './indicator.tsx';
import { instantOf, isEmptyMoment, type MomentDraft } from './moment.ts';
import { utcText } from './time.tsx';

interface Props {
  readonly label: string;
  readonly description?: string;
  readonly value: MomentDraft;
  readonly error?: string | undefined;
  readonly onChange: (value: MomentDraft) => void;
  /** Beside it: what takes the field away. */
  readonly action?: ReactNode;
}

/** A day and a time in local time, and below it the same in UTC. */
export function MomentField({ label, description, value, error, onChange, action }: Props) {
  const instant = instantOf(value);
  const isHalf = instant === undefined && !isEmptyMoment(value);
  const whenWrong = error ?? (isHalf ? 'a day such as 2026/11/20, and a time such as 03:00' : undefined);
  return (
    <SpaceBetween size="xxs">
      {description !== undefined && <Box color="text-body-secondary">{description}</Box>}
      <SpaceBetween direction="horizontal" size="xs" alignItems="end">
        <FormField label={`${label}: day`}>
          <DatePicker
            value={value.date}
            placeholder="YYYY/MM/DD"
            invalid={whenWrong !== undefined}
            expandToViewport
            onChange={({ detail }) => onChange({ ...value, date: detail.value })}
          />
        </FormField>
        <FormField label={`${label}: time`}>
          <TimeInput
            value={value.time}
            placeholder="hh:mm:ss"
            invalid={whenWrong !== undefined}
            onChange={({ detail }) => onChange({ ...value, time: detail.value })}
          />
        </FormField>
        {action}
      </SpaceBetween>
      {whenWrong === undefined ? (
        <Box variant="small">Local time{instant !== undefined && `; ${utcText(instant)}`}</Box>
      ) : (
        <Indicator type="error">{whenWrong}</Indicator>
      )}
    </SpaceBetween>
  );
}
