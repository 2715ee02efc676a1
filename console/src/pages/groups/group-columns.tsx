import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import type { TableProps } from '@cloudscape-design/components/table';
import type { ProtectionGroup } from '../../../../src/domain/model/protection-group.ts';
import type { RecoveryPlan } from '../../../../src/domain/model/recovery-plan.ts';
import type { Search } from '../../components/list-table.tsx';
import { PlanLinks } from '../../components/plan-links.tsx';
import { Saved } from '../../components/saved.tsx';
import { selectionText } from '../../components/selection-text.ts';
import { textPropertyOf } from '../../components/text-property.ts';
import type { PlanUse } from '../../data/plan-use.ts';

interface GroupRow extends ProtectionGroup {
  readonly selects: string;
  readonly plans: readonly RecoveryPlan[];
  readonly planNames: string;
  readonly noPlan: string;
}

export const rowOf = (group: ProtectionGroup, { byGroup, isComplete }: PlanUse): GroupRow => {
  const plans = byGroup.get(group.groupId) ?? [];
  return {
    ...group,
    selects: selectionText(group.selection),
    plans,
    planNames: plans.map(({ planName }) => planName).join(', '),
    noPlan: isComplete ? 'in no plan' : '…',
  };
};

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
  { id: 'selects', header: 'Selects', minWidth: 130, sortingField: 'selects', cell: ({ selects }) => selects },
  {
    id: 'plans',
    header: 'Plans',
    minWidth: 100,
    sortingField: 'planNames',
    cell: ({ plans, noPlan }) => <PlanLinks plans={plans} none={noPlan} />,
  },
  {
    id: 'saved',
    header: 'Saved',
    minWidth: 130,
    sortingField: 'updatedTime',
    cell: ({ updatedTime, updatedBy }) => <Saved updatedTime={updatedTime} updatedBy={updatedBy} />,
  },
];

const property = textPropertyOf<GroupRow>();

export const groupSearch: Search = {
  placeholder: 'Find groups by name, place, tag or plan',
  noMatch: 'No group fits the filter',
  properties: [
    property('groupName', 'Group', 'Groups'),
    property('description', 'Description', 'Descriptions'),
    property('accountId', 'Account', 'Accounts'),
    property('region', 'Region', 'Regions'),
    property('selects', 'Selects', 'Selections'),
    property('planNames', 'Plans', 'Plans'),
  ],
};
