import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import type { ProtectionGroup } from '../../../../../src/domain/model/protection-group.ts';
import type { PlanWave } from '../../../../../src/domain/model/recovery-plan.ts';
import { countOf } from '../../../components/count.ts';
import { FittingTable } from '../../../components/fitting-table.tsx';
import { selectionText } from '../../../components/selection-text.ts';
import { onFailureText } from '../../../components/wave-words.ts';
import { withUnit } from '../../../components/with-unit.ts';

interface Props {
  readonly waves: readonly PlanWave[];
  /** By id. */
  readonly groups: ReadonlyMap<string, ProtectionGroup>;
}

export function WavesTable({ waves, groups }: Props) {
  const nameOf = (waveNumber: number): string => `${waveNumber} ${waves[waveNumber]?.waveName ?? ''}`;
  return (
    <FittingTable
      variant="embedded"
      items={waves}
      trackBy={({ waveNumber }) => String(waveNumber)}
      ariaLabels={{ tableLabel: 'Waves' }}
      columnDefinitions={[
        { id: 'wave', header: 'Wave', minWidth: 120, isRowHeader: true, cell: ({ waveNumber }) => nameOf(waveNumber) },
        {
          id: 'starts',
          header: 'Starts',
          cell: ({ dependsOnWaves, pauseBeforeWave }) =>
            `${dependsOnWaves.length === 0 ? 'at once' : `after ${dependsOnWaves.map(nameOf).join(', ')}`}${pauseBeforeWave ? ', when a person approves' : ''}`,
        },
        {
          id: 'groups',
          header: 'Launches',
          minWidth: 260,
          cell: ({ protectionGroupIds, sourceServerIds }) => (
            <>
              {protectionGroupIds.map((groupId) => (
                <GroupLine key={groupId} groupId={groupId} group={groups.get(groupId)} />
              ))}
              {sourceServerIds !== undefined && `only ${countOf(sourceServerIds.length, 'server')} of them`}
            </>
          ),
        },
        { id: 'failure', header: 'When it fails', cell: ({ onFailure }) => onFailureText[onFailure] },
        { id: 'least', header: 'Must launch', cell: ({ minSuccessPercent }) => withUnit(minSuccessPercent, '%') },
        { id: 'timeout', header: 'Time-out', cell: ({ timeoutMinutes }) => withUnit(timeoutMinutes, 'min') },
      ]}
    />
  );
}

function GroupLine({ groupId, group }: { readonly groupId: string; readonly group: ProtectionGroup | undefined }) {
  return (
    <div>
      <Link href={`/protection-groups/${groupId}`}>{group?.groupName ?? groupId}</Link>
      {group !== undefined && (
        <Box variant="small" display="block">
          {selectionText(group.selection)}; {group.accountId} <span className="unbroken">{group.region}</span>
        </Box>
      )}
    </div>
  );
}
