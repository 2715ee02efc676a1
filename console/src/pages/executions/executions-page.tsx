import { useQuery } from '@tanstack/react-query';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { executionsQuery } from '../../data/executions.ts';
import { usePage } from '../../shell/page.ts';
import { PagePending } from '../../shell/page-pending.tsx';
import { ExecutionsTable } from './executions-table.tsx';

export function ExecutionsPage() {
  usePage('Executions');
  const { data, error } = useQuery(executionsQuery);
  if (data !== undefined) return <ExecutionsTable list={data} />;
  return error === null ? <PagePending /> : <FailureAlert what="The list of executions" error={error} />;
}
