import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import { useQuery } from '@tanstack/react-query';
import { DrillResult } from '../../components/drill-result.tsx';
import { secondsBetween } from '../../components/duration.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { FittingTable } from '../../components/fitting-table.tsx';
import { LastDrillUnknown } from '../../components/last-drill-unknown.tsx';
import { Ago } from '../../components/time.tsx';
import { plansQuery } from '../../data/catalog.ts';
import { type LastDrill, useLastDrills } from '../../data/last-drills.ts';
import { useServerTime } from '../../data/server-time.ts';

/** Auditors ask for a drill every quarter. */
const longAgoSeconds = 90 * 86_400;

/** Plans of which nobody knows whether they work: never drilled, not with success, long ago, or that is not known. */
export function UndrilledPlans() {
  const { data = [], error, isPending, isLoadingError } = useQuery(plansQuery);
  const lastDrill = useLastDrills(data.map(({ planId }) => planId));
  const now = useServerTime();
  const rows = data.map((plan) => ({ plan, last: lastDrill(plan.planId) })).filter(({ last }) => needsDrill(last, now));
  if (isLoadingError) return <FailureAlert what="The plans" error={error} />;
  return (
    <FittingTable
      loading={isPending}
      loadingText="Reading the plans"
      items={rows}
      trackBy={({ plan }) => plan.planId}
      header={
        <Header
          counter={`(${rows.length})`}
          description="Never drilled, last not with success, or more than 90 days ago"
        >
          Plans that need a drill
        </Header>
      }
      empty={
        data.length === 0 ? (
          <EmptyState title="No plan yet">
            <Link href="/recovery-plans/new">Make the first</Link>
          </EmptyState>
        ) : (
          <EmptyState title="No plan needs one now">
            Each was drilled with success in the last 90 days, or is drilled now.
          </EmptyState>
        )
      }
      columnDefinitions={[
        {
          id: 'plan',
          header: 'Plan',
          isRowHeader: true,
          cell: ({ plan }) => <Link href={`/recovery-plans/${plan.planId}`}>{plan.planName}</Link>,
        },
        { id: 'waves', header: 'Waves', cell: ({ plan }) => plan.waveCount },
        { id: 'last', header: 'Last drill', cell: ({ last }) => <LastDrillCell last={last} /> },
      ]}
    />
  );
}

const needsDrill = (last: LastDrill, now: number | undefined): boolean => {
  if (last.kind !== 'drill') return true;
  const { endTime, status } = last.execution;
  if (endTime === undefined) return false;
  return status !== 'COMPLETED' || (now !== undefined && secondsBetween(endTime, now) > longAgoSeconds);
};

function LastDrillCell({ last }: { readonly last: LastDrill }) {
  if (last.kind === 'never') return 'never';
  if (last.kind === 'unknown') return <LastDrillUnknown reason={last.reason} />;
  return (
    <>
      <DrillResult drill={last} /> <Ago instant={last.execution.startTime} />
    </>
  );
}
