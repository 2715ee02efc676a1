import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import type { TableProps } from '@cloudscape-design/components/table';
import type { ProtectionGroup } from '../../../../src/domain/model/protection-group.ts';
import type { RecoveryPlan } from '../../../../src/domain/model/recovery-plan.ts';
import { PlanLinks } from '../../components/plan-links.tsx';
import { Saved } from '../../components/saved.tsx';

interface GroupRow extends ProtectionGroup {
  readonly selects: string;
  readonly plans: readonly RecoveryPlan[];
  readonly noPlan: string;
}

export const groupColumns: TableProps.ColumnDefinition<GroupRow>[] = [
  {
    id: 'name',
    header: 'Group',
    sortingField: 'groupName',
    isRowHeader: true,
    cell: ({ groupId, groupName, description }) => (
      <>
        <Link href={`/protection-groups/${groupId}`}>{groupName}</Link>
        {description !== '' && (
          <Box variant="small" display="block">
            {description}
          </Box>
        )}
      </>
    ),
  },
  { id: 'account', header: 'Account', sortingField: 'accountId', cell: ({ accountId }) => accountId },
  { id: 'region', header: 'Region', sortingField: 'region', cell: ({ region }) => region },
  { id: 'selects', header: 'Selects', sortingField: 'selects', cell: ({ selects }) => selects },
  { id: 'plans', header: 'Plans', cell: ({ plans, noPlan }) => <PlanLinks plans={plans} none={noPlan} /> },
  {
    id: 'saved',
    header: 'Saved',
    sortingField: 'updatedTime',
    cell: ({ updatedTime, updatedBy }) => <Saved updatedTime={updatedTime} updatedBy={updatedBy} />,
  },
];
