import SpaceBetween from '@cloudscape-design/components/space-between';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useCallback } from 'react';
import type { ServerView } from '../../../../src/domain/model/execution-view.ts';
import { ContainedTabs } from '../../components/contained-tabs.tsx';
import { FailureAlert } from '../../components/failure-alert.tsx';
import type { SeenExecution } from '../../data/execution.ts';
import { useEvents, type useServers } from '../../data/execution-details.ts';
import { PagePending } from '../../shell/page-pending.tsx';
import { ActivitiesTable } from './activities/activities-table.tsx';
import { EventsTable } from './events/events-table.tsx';
import { JobLogs } from './logs/job-logs.tsx';
import { ServersTable } from './servers/servers-table.tsx';
import { Timeline } from './timeline/timeline.tsx';

const ExecutionGraph = lazy(async () => ({ default: (await import('./graph/execution-graph.tsx')).ExecutionGraph }));

const route = getRouteApi('/frame/executions/$executionId');

interface Props {
  readonly seen: SeenExecution;
  readonly servers: ReturnType<typeof useServers>;
}

/** The tab, its filter and the job stand in the address. */
export function ExecutionTabs({ seen, servers: read }: Props) {
  const servers = read.data ?? none;
  const serversError = read.error === null ? null : <FailureAlert what="The servers" error={read.error} />;
  const { execution } = seen;
  const { tab = 'timeline', filter, job } = route.useSearch();
  const navigate = route.useNavigate();
  const go = useCallback(
    (search: ReturnType<typeof route.useSearch>): void => {
      navigate({ search, replace: true, resetScroll: false }).catch(() => undefined);
    },
    [navigate],
  );
  /** The filter of a tab is its own: another tab has other properties. */
  const filterOf = (id: 'servers' | 'events') => (id === tab ? filter : undefined);
  const onServerFilter = useCallback((text: string) => go({ tab: 'servers', ...filterIn(text) }), [go]);
  const failed = servers.filter(({ outcome }) => outcome === 'FAILED').length;
  return (
    <ContainedTabs
      activeTabId={tab}
      onChange={({ detail }) => {
        const chosen = tabIds.find((id) => id === detail.activeTabId);
        if (chosen !== undefined) go({ tab: chosen });
      }}
      tabs={[
        {
          id: 'timeline',
          label: 'Timeline',
          content: (
            <SpaceBetween size="s">
              {serversError}
              <Timeline execution={execution} servers={servers} />
            </SpaceBetween>
          ),
        },
        {
          id: 'graph',
          label: 'Waves',
          content: (
            <SpaceBetween size="l">
              <Suspense fallback={<PagePending />}>
                <ExecutionGraph waves={execution.waves} />
              </Suspense>
              <ActivitiesTable waves={execution.waves} />
            </SpaceBetween>
          ),
        },
        {
          id: 'servers',
          label: failed > 0 ? `Servers (${failed} failed)` : 'Servers',
          content: (
            <SpaceBetween size="s">
              {serversError}
              {(read.data !== undefined || serversError === null) && (
                <ServersTable
                  servers={read.data}
                  isOver={execution.endTime !== undefined}
                  filter={filterOf('servers')}
                  onFilter={onServerFilter}
                />
              )}
            </SpaceBetween>
          ),
        },
        {
          id: 'events',
          label: 'Events',
          content: (
            <Events
              seen={seen}
              filter={filterOf('events')}
              onFilter={(text) => go({ tab: 'events', ...filterIn(text) })}
            />
          ),
        },
        {
          id: 'logs',
          label: 'Job logs',
          content: (
            <JobLogs
              execution={execution}
              servers={servers}
              jobKey={job}
              onJob={(jobKey) => go({ tab: 'logs', job: jobKey })}
            />
          ),
        },
      ]}
    />
  );
}

const none: readonly ServerView[] = [];

/** Nothing stands in the address where nothing is filtered. */
const filterIn = (filter: string) => (filter === '' ? {} : { filter });

const tabIds = ['timeline', 'graph', 'servers', 'events', 'logs'] as const;

interface EventsProps {
  readonly seen: SeenExecution;
  readonly filter: string | undefined;
  readonly onFilter: (filter: string) => void;
}

function Events({ seen, filter, onFilter }: EventsProps) {
  const { data, error } = useEvents(seen);
  return (
    <SpaceBetween size="s">
      {error !== null && <FailureAlert what="The events" error={error} />}
      {(data !== undefined || error === null) && <EventsTable events={data} filter={filter} onFilter={onFilter} />}
    </SpaceBetween>
  );
}
