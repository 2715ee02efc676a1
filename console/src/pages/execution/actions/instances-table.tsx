import Checkbox from '@cloudscape-design/components/checkbox';
import type { RecoveryInstanceView } from '../../../../../src/api/contract.ts';
import { launchedInstanceId } from '../../../../../src/domain/launched-fates.ts';
import { formatSeconds } from '../../../components/duration.ts';
import { EmptyState } from '../../../components/empty-state.tsx';
import { FittingTable } from '../../../components/fitting-table.tsx';
import { utcText } from '../../../components/time.tsx';

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
        { id: 'instance', header: 'Instance', cell: (instance) => launchedInstanceId(instance) ?? '–' },
        { id: 'ip', header: 'Private IP', cell: ({ observed }) => observed?.privateIp ?? '–' },
        {
          id: 'age',
          header: 'Age',
          cell: ({ ageSeconds }) => (ageSeconds === undefined ? '–' : formatSeconds(ageSeconds)),
        },
        {
          id: 'adopted',
          header: 'Ours?',
          cell: (instance) => <Ours instance={instance} accepted={accepted} onAccept={onAccept} />,
        },
      ]}
    />
  );
}

interface OursProps extends Pick<Props, 'accepted' | 'onAccept'> {
  readonly instance: RecoveryInstanceView;
}

function Ours({ instance, accepted, onAccept }: OursProps) {
  const { adopted, gone } = instance;
  const instanceId = launchedInstanceId(instance);
  const seen = gone === undefined ? '' : `; DRS listed it no more at ${utcText(gone.observedTime)}`;
  if (!adopted) return `launched by this execution${seen}`;
  // It is accepted by its id.
  if (instanceId === undefined) return "of an adopted job, maybe somebody else's, and without an id: left alone";
  return (
    <Checkbox
      checked={accepted.includes(instanceId)}
      onChange={({ detail }) =>
        onAccept(detail.checked ? [...accepted, instanceId] : accepted.filter((id) => id !== instanceId))
      }
    >
      of an adopted job, maybe somebody else's: terminate it, too{seen}
    </Checkbox>
  );
}
