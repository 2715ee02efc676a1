import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { groupsQuery, planQuery } from '../../data/catalog.ts';
import { usePage } from '../../shell/page.ts';
import { PagePending } from '../../shell/page-pending.tsx';
import { PlanEditor } from './plan-editor.tsx';

const route = getRouteApi('/frame/recovery-plans/$planId/edit');
const list = { text: 'Recovery plans', href: '/recovery-plans' };
const newWay = [list];

export function EditPlanPage() {
  const { planId } = route.useParams();
  const plan = useQuery(planQuery(planId));
  const groups = useQuery(groupsQuery);
  const planName = plan.data?.planName ?? planId;
  const way = useMemo(() => [list, { text: planName, href: `/recovery-plans/${planId}` }], [planId, planName]);
  usePage(`Edit ${planName}`, way);
  const error = plan.error ?? groups.error;
  if (plan.data !== undefined && groups.data !== undefined)
    return <PlanEditor key={planId} plan={plan.data} groups={groups.data} />;
  return error === null ? <PagePending /> : <FailureAlert what="The plan" error={error} />;
}

export function NewPlanPage() {
  usePage('New recovery plan', newWay);
  const groups = useQuery(groupsQuery);
  if (groups.data !== undefined) return <PlanEditor plan={undefined} groups={groups.data} />;
  return groups.error === null ? <PagePending /> : <FailureAlert what="The protection groups" error={groups.error} />;
}
