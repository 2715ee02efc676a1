import { getRouteApi } from '@tanstack/react-router';
import type { PlanSummary } from '../../../../src/domain/model/recovery-plan.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { ListTable } from '../../components/list-table.tsx';
import { useLastDrills } from '../../data/last-drills.ts';
import { needs } from '../../data/permission.ts';
import { useMe } from '../../data/session.ts';
import { planColumns, planSearch, rowOf } from './plan-columns.tsx';

const route = getRouteApi('/frame/recovery-plans');

export function PlansTable({ plans }: { readonly plans: readonly PlanSummary[] }) {
  const { filter } = route.useSearch();
  const navigate = route.useNavigate();
  const whyNot = needs(useMe(), 'create-recovery-plans');
  const lastDrill = useLastDrills(plans.map(({ planId }) => planId));
  return (
    <ListTable
      title="Recovery plans"
      place="page"
      rows={plans.map((plan) => rowOf(plan, lastDrill(plan.planId)))}
      trackBy="planId"
      columns={planColumns}
      sortedBy="planName"
      empty={
        <EmptyState title="No recovery plan yet">
          <p>A plan says which protection groups are launched, in which order.</p>
          <LinkButton href="/recovery-plans/new" reason={whyNot}>
            Create a plan
          </LinkButton>
        </EmptyState>
      }
      search={{
        ...planSearch,
        filter,
        onFilter: (text) => {
          navigate({ search: text === '' ? {} : { filter: text }, replace: true }).catch(() => undefined);
        },
      }}
      actions={
        <LinkButton href="/recovery-plans/new" variant="primary" reason={whyNot}>
          Create a plan
        </LinkButton>
      }
    />
  );
}
