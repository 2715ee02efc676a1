import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import type { TableProps } from '@cloudscape-design/components/table';
import type { PlanSummary } from '../../../../src/domain/model/recovery-plan.ts';
import { DrillResult } from '../../components/drill-result.tsx';
import { Indicator } from '../../components/indicator.tsx';
import { LastDrillUnknown } from '../../components/last-drill-unknown.tsx';
import type { Search } from '../../components/list-table.tsx';
import { Saved } from '../../components/saved.tsx';
import { textPropertyOf } from '../../components/text-property.ts';
import { Ago } from '../../components/time.tsx';
import { withUnit } from '../../components/with-unit.ts';
import type { LastDrill } from '../../data/last-drills.ts';

interface PlanRow extends PlanSummary {
  readonly drill: LastDrill;
  /** Empty: never, which sorts first. */
  readonly drillTime: string;
  /** Its status; "never drilled". */
  readonly drillResult: string;
}

export const rowOf = (plan: PlanSummary, drill: LastDrill): PlanRow => ({
  ...plan,
  drill,
  drillTime: drill.kind === 'drill' ? drill.execution.startTime : '',
  drillResult: drill.kind === 'drill' ? drill.execution.status : drill.kind === 'never' ? 'never drilled' : '',
});

export const planColumns: TableProps.ColumnDefinition<PlanRow>[] = [
  {
    id: 'name',
    header: 'Plan',
    minWidth: 160,
    sortingField: 'planName',
    isRowHeader: true,
    cell: ({ planId, planName, description }) => (
      <>
        <Link href={`/recovery-plans/${planId}`}>{planName}</Link>
        {description !== '' && (
          <Box variant="small" display="block">
            {description}
          </Box>
        )}
      </>
    ),
  },
  {
    id: 'drill',
    header: 'Last drill',
    minWidth: 160,
    sortingField: 'drillTime',
    cell: ({ drill }) => <DrillTime drill={drill} />,
  },
  {
    id: 'result',
    header: 'Result',
    minWidth: 150,
    sortingField: 'drillResult',
    cell: ({ drill }) => (drill.kind === 'drill' ? <DrillResult drill={drill} /> : '–'),
  },
  { id: 'waves', header: 'Waves', minWidth: 90, sortingField: 'waveCount', cell: ({ waveCount }) => waveCount },
  {
    id: 'rto',
    header: 'RTO',
    minWidth: 80,
    cell: ({ rtoTargetMinutes }) => (rtoTargetMinutes === undefined ? '–' : withUnit(rtoTargetMinutes, 'min')),
  },
  { id: 'version', header: 'Version', minWidth: 80, cell: ({ version }) => version },
  {
    id: 'updated',
    header: 'Saved',
    minWidth: 130,
    sortingField: 'updatedTime',
    cell: ({ updatedTime, updatedBy }) => <Saved updatedTime={updatedTime} updatedBy={updatedBy} />,
  },
];

const property = textPropertyOf<PlanRow>();

export const planSearch: Search = {
  placeholder: 'Find plans by name, or by how their last drill ended',
  noMatch: 'No plan fits the filter',
  properties: [
    property('planName', 'Plan', 'Plans'),
    property('description', 'Description', 'Descriptions'),
    property('drillResult', 'Last drill', 'Results'),
    property('updatedBy', 'Saved by', 'People'),
  ],
};

/** A plan that nobody ever tried is named: it is a hope, not a plan. */
export function DrillTime({ drill }: { readonly drill: LastDrill }) {
  if (drill.kind === 'drill') return <Ago instant={drill.execution.startTime} />;
  if (drill.kind === 'unknown') return <LastDrillUnknown reason={drill.reason} />;
  return <Indicator type="warning">never drilled</Indicator>;
}
