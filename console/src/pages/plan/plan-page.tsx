import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { RecoveryPlan } from '../../../../src/domain/model/recovery-plan.ts';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { planQuery } from '../../data/catalog.ts';
import { usePage } from '../../shell/page.ts';
import { PagePending } from '../../shell/page-pending.tsx';
import { DeletePlanModal } from './delete-plan-modal.tsx';
import { PlanHeader } from './plan-header.tsx';
import { PlanSummary } from './plan-summary.tsx';
import { PlanTabs } from './plan-tabs.tsx';
import { SharedServers } from './shared-servers.tsx';
import { StartModal } from './start/start-modal.tsx';

const route = getRouteApi('/frame/recovery-plans/$planId');
const way = [{ text: 'Recovery plans', href: '/recovery-plans' }];

export function PlanPage() {
  const { planId } = route.useParams();
  const { data, error } = useQuery(planQuery(planId));
  usePage(data?.planName ?? planId, way);
  if (data !== undefined) return <LoadedPlan key={planId} plan={data} />;
  return error === null ? <PagePending /> : <FailureAlert what="The plan" error={error} />;
}

function LoadedPlan({ plan }: { readonly plan: RecoveryPlan }) {
  const { start, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const [isDeleting, setDeleting] = useState(false);
  const closeStart = (): void => {
    navigate({ search, replace: true, resetScroll: false }).catch(() => undefined);
  };
  return (
    <SpaceBetween size="m">
      <PlanHeader
        plan={plan}
        onStart={(executionType) => {
          navigate({ search: { ...search, start: executionType }, resetScroll: false }).catch(() => undefined);
        }}
        onDelete={() => setDeleting(true)}
      />
      <PlanSummary plan={plan} />
      <SharedServers planId={plan.planId} />
      <PlanTabs plan={plan} />
      {start !== undefined && <StartModal key={start} plan={plan} executionType={start} onClose={closeStart} />}
      {isDeleting && <DeletePlanModal plan={plan} onClose={() => setDeleting(false)} />}
    </SpaceBetween>
  );
}
