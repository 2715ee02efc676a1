import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { executionsQuery } from '../../data/executions.ts';
import { usePage } from '../../shell/page.ts';
import { PagePending } from '../../shell/page-pending.tsx';
import { EstateTable } from './estate-table.tsx';
import { OpenExecutions } from './open-executions.tsx';
import { RecentResults } from './recent-results.tsx';
import { UndrilledPlans } from './undrilled-plans.tsx';

export function OverviewPage() {
  usePage('Overview');
  const { data, error } = useQuery(executionsQuery);
  return (
    <ContentLayout header={<Header variant="h1">Overview</Header>}>
      {data === undefined && error === null && <PagePending />}
      {data === undefined && error !== null && <FailureAlert what="The executions" error={error} />}
      {data !== undefined && (
        <SpaceBetween size="l">
          <OpenExecutions items={data.items.filter(({ endTime }) => endTime === undefined)} />
          <RecentResults items={data.items.filter(({ endTime }) => endTime !== undefined)} />
          <EstateTable />
          <UndrilledPlans />
        </SpaceBetween>
      )}
    </ContentLayout>
  );
}
