import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { ExecutionView } from '../../../../src/domain/model/execution-view.ts';
import { executionName, useExecutionTitle } from '../../components/execution-title.ts';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { executionKey, executionQuery, type SeenExecution, showExecution } from '../../data/execution.ts';
import { useServers } from '../../data/execution-details.ts';
import { lastReadTime } from '../../data/last-read.ts';
import { useMe } from '../../data/session.ts';
import { usePage } from '../../shell/page.ts';
import { PagePending } from '../../shell/page-pending.tsx';
import { ActionDialogue, type ChosenAction } from './actions/action-dialogue.tsx';
import { AutomaticCleanUp } from './automatic-clean-up.tsx';
import { CleanUpAlerts } from './clean-up-alerts.tsx';
import { ExecutionHeader } from './execution-header.tsx';
import { ExecutionTabs } from './execution-tabs.tsx';
import { FollowUpAlert } from './follow-up-alert.tsx';
import { PointsInTimePanel } from './points-in-time.tsx';
import { Summary } from './summary.tsx';
import { WaitingAlerts } from './waiting-alerts.tsx';

const route = getRouteApi('/frame/executions/$executionId');
const way = [{ text: 'Executions', href: '/executions' }];

export function ExecutionPage() {
  const { executionId } = route.useParams();
  const { data, error } = useQuery(executionQuery(executionId));
  const notReadSince = error === null ? undefined : lastReadTime(executionKey(executionId));
  const name = data === undefined ? executionId : executionName(data.execution);
  usePage(name, way, useExecutionTitle(data?.execution, notReadSince) ?? name);
  if (data !== undefined) return <LoadedExecution key={executionId} seen={data} notReadSince={notReadSince} />;
  return error === null ? <PagePending /> : <FailureAlert what="The execution" error={error} />;
}

interface LoadedProps {
  readonly seen: SeenExecution;
  /** When it was read last, if it could not be since. */
  readonly notReadSince: string | undefined;
}

function LoadedExecution({ seen, notReadSince }: LoadedProps) {
  const { execution } = seen;
  const me = useMe();
  const servers = useServers(seen);
  const [chosen, setChosen] = useState<ChosenAction>();
  const close = (): void => setChosen(undefined);
  const show = (changed: ExecutionView): void => {
    showExecution(changed).catch(() => undefined);
    close();
  };
  return (
    <SpaceBetween size="m">
      <ExecutionHeader execution={execution} me={me} onAct={(action) => setChosen({ action })} />
      <WaitingAlerts execution={execution} me={me} onAct={setChosen} />
      <AutomaticCleanUp execution={execution} me={me} onChanged={show} />
      <FollowUpAlert execution={execution} />
      <CleanUpAlerts execution={execution} />
      <Summary execution={execution} notReadSince={notReadSince} />
      <PointsInTimePanel execution={execution} />
      <ExecutionTabs seen={seen} servers={servers} />
      {chosen !== undefined && (
        <ActionDialogue chosen={chosen} seen={seen} servers={servers} onChanged={show} onClose={close} />
      )}
    </SpaceBetween>
  );
}
