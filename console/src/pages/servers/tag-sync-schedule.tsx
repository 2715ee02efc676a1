import Select from '@cloudscape-design/components/select';
import { useAct } from '../../components/inventory/use-act.ts';
import { setTagSyncSchedule } from '../../data/tag-sync.ts';

interface Props {
  /** Absent: on demand alone. */
  readonly everyHours: number | undefined;
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

export function TagSyncSchedule({ everyHours, reason }: Props) {
  const { mutate, isPending } = useAct('The schedule', setTagSyncSchedule);
  return (
    <Select
      ariaLabel="How often tags are copied"
      disabled={reason !== undefined || isPending}
      selectedOption={options.find(({ value }) => value === String(everyHours ?? '')) ?? never}
      options={options}
      onChange={({ detail }) => {
        const hours = detail.selectedOption.value;
        mutate(hours === undefined || hours === '' ? undefined : Number(hours));
      }}
    />
  );
}
