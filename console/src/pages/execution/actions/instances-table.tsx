import Checkbox from '@cloudscape-design/components/checkbox';
import type { RecoveryInstanceView } from '../../../../../src/api/contract.ts';
import { formatSeconds } from '../../../components/duration.ts';
import { EmptyState } from '../../../components/empty-state.tsx';
import { FittingTable } from '../../../components/fitting-table.tsx';

interface Props {
  readonly instances: readonly RecoveryInstanceView[];
  readonly isPending: boolean;
  /** Instances of adopted jobs that may be terminated, too. */
  readonly accepted: readonly string[];
  readonly onAccept: (accepted: readonly string[]) => void;
}

export function InstancesTable({ instances, isPending, accepted, onAccept }: Props) {
  return (
    <FittingTable
      variant="borderless"
      loading={isPending}
      loadingText="Reading the instances"
      items={instances}
      trackBy="sourceServerId"
      empty={
        <EmptyState title="Nothing is left to terminate">No instance of this execution is known to exist.</EmptyState>
      }
      columnDefinitions={[
        { id: 'name', header: 'Server', isRowHeader: true, cell: ({ serverName }) => serverName },
        { id: 'instance', header: 'Instance', cell: ({ observed }) => observed?.instanceId ?? '–' },
        { id: 'ip', header: 'Private IP', cell: ({ observed }) => observed?.privateIp ?? '–' },
        {
          id: 'age',
          header: 'Age',
          cell: ({ ageSeconds }) => (ageSeconds === undefined ? '–' : formatSeconds(ageSeconds)),
        },
        {
          id: 'adopted',
          header: 'Ours?',
          cell: ({ adopted, observed }) => {
            const instanceId = observed?.instanceId;
            if (!adopted || instanceId === undefined) return 'launched by this execution';
            return (
              <Checkbox
                checked={accepted.includes(instanceId)}
                onChange={({ detail }) =>
                  onAccept(detail.checked ? [...accepted, instanceId] : accepted.filter((id) => id !== instanceId))
                }
              >
                of an adopted job, maybe somebody else's: terminate it, too
              </Checkbox>
            );
          },
        },
      ]}
    />
  );
}
