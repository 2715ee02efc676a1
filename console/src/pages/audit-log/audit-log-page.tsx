import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { AuditQuery } from '../../../../src/api/client.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { FittingTable } from '../../components/fitting-table.tsx';
import { NotAllowed } from '../../components/not-allowed.tsx';
import { auditLogQuery } from '../../data/audit-log.ts';
import { needs } from '../../data/permission.ts';
import { useMe } from '../../data/session.ts';
import { usePage } from '../../shell/page.ts';
import { auditColumns } from './audit-columns.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { ExportButton } from './export-button.tsx';

const route = getRouteApi('/frame/audit-log');

/** Who did what, from where, and what came of it. */
export function AuditLogPage() {
  usePage('Audit log');
  const { who, from, until, resource, result } = route.useSearch();
  const navigate = route.useNavigate();
  const may = needs(useMe(), 'view-audit-log');
  const filter: AuditQuery = {
    ...(who !== undefined && { who }),
    ...(from !== undefined && { from }),
    ...(until !== undefined && { until }),
    ...(resource !== undefined && { resource }),
    ...(result !== undefined && { result }),
  };
  const log = useInfiniteQuery({ ...auditLogQuery(filter), enabled: may === undefined });
  const entries = log.data?.pages.flatMap(({ items }) => items) ?? [];
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <SpaceBetween size="m">
      <Header
        variant="h1"
        description="Every change, every action, every attempt that was refused, and what Breakwater did by itself. No secret is in it."
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <ExportButton filter={filter} reason={may} />
            <Button loading={log.isFetching && !log.isFetchingNextPage} onClick={() => void log.refetch()}>
              Look again
            </Button>
          </SpaceBetween>
        }
      >
        Audit log
      </Header>
      <NotAllowed reason={may} what="The audit log" />
      <AuditFilters
        key={JSON.stringify(filter)}
        filter={filter}
        onFilter={(search) => {
          navigate({ search }).catch(() => undefined);
        }}
      />
      {log.error !== null && <FailureAlert what="The audit log" error={log.error} />}
      <FittingTable
        loading={log.isLoading}
        loadingText="Reading the audit log"
        items={entries}
        trackBy="auditId"
        ariaLabels={{ tableLabel: 'Audit log' }}
        columnDefinitions={auditColumns}
        empty={
          log.hasNextPage ? (
            <EmptyState title="None among the newest entries">Show older entries, below.</EmptyState>
          ) : isFiltered ? (
            <EmptyState title="No entry fits">Show all, or ask for another time, person or thing.</EmptyState>
          ) : (
            <EmptyState title="Nothing is shown">Entries appear with the first change or action.</EmptyState>
          )
        }
        footer={
          <SpaceBetween direction="horizontal" size="s" alignItems="center">
            <span>{entries.length} shown, newest first</span>
            {log.hasNextPage && (
              <Button loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
                Show older entries
              </Button>
            )}
          </SpaceBetween>
        }
      />
    </SpaceBetween>
  );
}
