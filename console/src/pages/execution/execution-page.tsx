import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { executionQuery } from '../../data/execution.ts';
import { usePage } from '../../shell/page.ts';
import { PagePending } from '../../shell/page-pending.tsx';
import { ExecutionHeader } from './execution-header.tsx';

const way = [{ text: 'Executions', href: '/executions' }];
const route = getRouteApi('/frame/executions/$executionId');

export function ExecutionPage() {
  const { executionId } = route.useParams();
  const { data, error } = useQuery(executionQuery(executionId));
  usePage(data === undefined ? executionId : `${data.execution.executionType} of ${data.execution.planName}`, way);
  if (data !== undefined) return <ExecutionHeader execution={data.execution} />;
  return error === null ? <PagePending /> : <FailureAlert what="The execution" error={error} />;
}
