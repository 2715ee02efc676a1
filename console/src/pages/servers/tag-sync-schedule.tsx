import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import type { TagSyncState } from '../../../../src/domain/model/tag-sync.ts';
import { useAct } from '../../components/inventory/use-act.ts';
import { setTagSyncSchedule } from '../../data/tag-sync.ts';

interface Props {
  /** Absent: not read yet. */
  readonly schedule: Pick<TagSyncState, 'everyHours' | 'version'> | undefined;
  /** Why it cannot be changed. */
  readonly reason: string | undefined;
}

const never = { value: '', label: 'Only on demand' };
const options = [
  never,
  ...Array.from({ length: 24 }, (_, index) => ({
    value: String(index + 1),
    label: index === 0 ? 'Every hour' : `Every ${index + 1} hours`,
  })),
];

export function TagSyncSchedule({ schedule, reason }: Props) {
  const { mutate, isPending } = useAct('The schedule', setTagSyncSchedule);
  return (
    <FormField constraintText={reason}>
      <Select
        ariaLabel="How often tags are copied"
        disabled={schedule === undefined || isPending}
        readOnly={reason !== undefined}
        selectedOption={options.find(({ value }) => value === String(schedule?.everyHours ?? '')) ?? never}
        options={options}
        onChange={({ detail }) => {
          if (schedule === undefined) return;
          const hours = detail.selectedOption.value;
          // Of the schedule that is shown: what somebody else has set since is not overwritten.
          const { version } = schedule;
          mutate({ everyHours: hours === undefined || hours === '' ? null : Number(hours), version });
        }}
      />
    </FormField>
  );
}
