import { useQuery } from '@tanstack/react-query';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { plansQuery } from '../../data/catalog.ts';
import { usePage } from '../../shell/page.ts';
import { PagePending } from '../../shell/page-pending.tsx';
import { PlansTable } from './plans-table.tsx';

export function PlansPage() {
  usePage('Recovery plans');
  const { data, error } = useQuery(plansQuery);
  if (data !== undefined) return <PlansTable plans={data} />;
  return error === null ? <PagePending /> : <FailureAlert what="The list of plans" error={error} />;
}
