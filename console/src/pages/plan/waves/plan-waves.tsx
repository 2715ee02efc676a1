import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import type { RecoveryPlan } from '../../../../../src/domain/model/recovery-plan.ts';
import { groupsQuery } from '../../../data/catalog.ts';
import { PagePending } from '../../../shell/page-pending.tsx';
import { ActionsTable } from './actions-table.tsx';
import { WavesTable } from './waves-table.tsx';

const PlanGraph = lazy(async () => ({ default: (await import('./plan-graph.tsx')).PlanGraph }));

/** The picture, and the same as a text. */
export function PlanWaves({ plan }: { readonly plan: RecoveryPlan }) {
  const { data: groups = [] } = useQuery(groupsQuery);
  const named = new Map(groups.map((group) => [group.groupId, group]));
  return (
    <SpaceBetween size="l">
      <Suspense fallback={<PagePending />}>
        <PlanGraph waves={plan.waves} groupName={(groupId) => named.get(groupId)?.groupName ?? groupId} />
      </Suspense>
      <WavesTable waves={plan.waves} groups={named} />
      <ActionsTable waves={plan.waves} />
    </SpaceBetween>
  );
}
