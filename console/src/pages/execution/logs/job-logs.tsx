import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ExecutionView, JobView, ServerView } from '../../../../../src/domain/model/execution-view.ts';
import { EmptyState } from '../../../components/empty-state.tsx';
import { FailureAlert } from '../../../components/failure-alert.tsx';
import { FittingTable } from '../../../components/fitting-table.tsx';
import { Time } from '../../../components/time.tsx';
import { useJobLog } from '../../../data/job-logs.ts';

interface Props {
  readonly execution: ExecutionView;
  readonly servers: readonly ServerView[];
  readonly jobKey: string | undefined;
  readonly onJob: (jobKey: string) => void;
}

/** What DRS itself writes of a job: asked of AWS at each look. */
export function JobLogs({ execution, servers, jobKey, onJob }: Props) {
  const jobs = execution.waves.flatMap((wave) => wave.jobs.map((job) => ({ wave, job })));
  const asked = jobs.filter(({ job }) => job.jobId !== undefined);
  const chosen = asked.find(({ job }) => job.jobKey === jobKey) ?? asked[0];
  if (chosen === undefined) return <NoJob isOver={execution.endTime !== undefined} />;
  const options = asked.map(({ wave, job }) => ({
    value: job.jobKey,
    label: `${wave.waveNumber} ${wave.waveName}: ${job.jobId}`,
    description: `${job.serverCount} servers, ${job.state}, ${job.accountId} ${job.region}`,
  }));
  return (
    <SpaceBetween size="m">
      <Select
        ariaLabel="Job"
        options={options}
        selectedOption={options.find(({ value }) => value === chosen.job.jobKey) ?? null}
        onChange={({ detail }) => {
          if (detail.selectedOption.value !== undefined) onJob(detail.selectedOption.value);
        }}
      />
      <JobLog executionId={execution.executionId} job={chosen.job} servers={servers} />
    </SpaceBetween>
  );
}

const NoJob = ({ isOver }: { readonly isOver: boolean }) =>
  isOver ? (
    <EmptyState title="No job was started">It ended before DRS accepted one: its events say why.</EmptyState>
  ) : (
    <EmptyState title="DRS has not accepted a job yet">
      Its log is shown as soon as it has. What waits for you stands at the head of this page.
    </EmptyState>
  );

interface LogProps {
  readonly executionId: string;
  readonly job: JobView;
  readonly servers: readonly ServerView[];
}

function JobLog({ executionId, job, servers }: LogProps) {
  const { data, error, isPending } = useJobLog(executionId, job);
  const names = new Map(servers.map((server) => [server.sourceServerId, server.serverName]));
  if (error !== null && data === undefined) return <FailureAlert what="The log of the job" error={error} />;
  return (
    <FittingTable
      variant="embedded"
      loading={isPending}
      loadingText="Asking DRS"
      items={data?.items ?? []}
      empty={<EmptyState title="The log is empty">DRS has written nothing of this job so far.</EmptyState>}
      header={
        <Header variant="h3" counter={`(${data?.items.length ?? 0})`}>
          Log of {job.jobId}
        </Header>
      }
      columnDefinitions={[
        { id: 'time', header: 'Time', width: 210, cell: (line) => <Time instant={line.time} /> },
        { id: 'event', header: 'Event', isRowHeader: true, cell: (line) => line.event },
        {
          id: 'server',
          header: 'Server',
          cell: ({ sourceServerId }) =>
            sourceServerId === undefined ? 'the job' : (names.get(sourceServerId) ?? sourceServerId),
        },
        { id: 'error', header: 'Error', cell: (line) => line.rawError ?? '–' },
      ]}
    />
  );
}
