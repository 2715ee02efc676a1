/** What the embedded server measures, for Prometheus. On AWS the same events become CloudWatch's metrics. */
import type { OnCall } from '../adapters/aws/wire-call.ts';
import { createMetrics, type Sample } from '../api/metrics.ts';
import { executionStatusSchema } from '../domain/model/execution.ts';
import { isFinalExecution } from '../domain/statuses.ts';
import type { OnEvents } from '../engine/announce.ts';
import type { ExecutionService } from '../engine/execution-service.ts';
import { type AddMetric, measureEvents } from './lambda/measures.ts';
import { version } from './version.ts';

export interface ServerMetrics {
  readonly onCall: OnCall;
  readonly onEvents: OnEvents;
  /** `find` has run, and found so many overdue executions; undefined: it failed. */
  readonly onFind: (overdue: number | undefined) => void;
  /** A look at everything where something was due has taken so long. */
  readonly onPoll: (durationSeconds: number) => void;
  /** The page that Prometheus reads. */
  readonly read: (executions: ExecutionService) => Promise<string>;
}

const openStatuses = executionStatusSchema.options.filter((status) => !isFinalExecution(status));
const purposes = { LAUNCH: 'execution', CLEAN_UP: 'clean-up' } as const;

export const createServerMetrics = (): ServerMetrics => {
  const metrics = createMetrics();
  let executions: ExecutionService | undefined;
  metrics.gauge('breakwater_build_info', 'Always 1; the version is its label.', async () => [
    { labels: { version }, value: 1 },
  ]);
  metrics.gauge('breakwater_executions_open', 'Executions and clean-ups that are not over, by status.', async () =>
    executions === undefined ? [] : countOpen(executions),
  );
  const ended = metrics.counter('breakwater_executions_ended_total', 'Executions and clean-ups that came to this end.');
  const calls = metrics.counter(
    'breakwater_aws_calls_total',
    'Requests to AWS by operation; outcome is ok, throttled, or another kind of failure.',
  );
  const boundaryDelay = metrics.histogram(
    'breakwater_wave_boundary_delay_seconds',
    'From the end of the waves that a wave depends on to its first accepted job; waves with gates are not counted.',
    [1, 2, 3, 5, 10, 20, 30, 60],
  );
  const waveCompletion = metrics.histogram(
    'breakwater_wave_completion_seconds',
    'From the start of a wave to its end.',
    [60, 300, 600, 1200, 1800, 3600, 7200],
  );
  const polling = metrics.histogram(
    'breakwater_polling_duration_seconds',
    'Of one look at every account and Region where something is due.',
    [0.1, 0.3, 1, 3, 10, 30],
  );
  const gates = metrics.counter('breakwater_gates_total', 'Gates that were reached, and gates that were opened.');
  const finds = metrics.counter('breakwater_find_runs_total', 'Looks for overdue executions: one a minute.');
  const overdue = metrics.counter('breakwater_executions_overdue_total', 'Overdue executions that were found.');

  const add: AddMetric = (name, value) => {
    if (name === 'WaveBoundaryDelay') boundaryDelay.observe(value);
    if (name === 'WaveCompletionTime') waveCompletion.observe(value);
  };
  const measure = measureEvents(add);

  return {
    onCall: ({ operation, outcome }) => calls.add({ operation, outcome }),
    onEvents: (state, events) => {
      measure(state, events);
      for (const { data } of events) {
        if (data.type === 'GateReached') gates.add({ what: 'reached' });
        if (data.type === 'GateOpened') gates.add({ what: 'opened' });
      }
      const isOver = events.some(({ data }) => data.type === 'ExecutionEnded' || data.type === 'ExecutionRefused');
      if (isOver) ended.add({ status: state.header.status });
    },
    onFind: (found) => {
      finds.add({ outcome: found === undefined ? 'failed' : 'ok' });
      overdue.add({}, found ?? 0);
    },
    onPoll: (durationSeconds) => polling.observe(durationSeconds),
    read: (service) => {
      executions = service;
      return metrics.text();
    },
  };
};

/** Every status has its line, so that one that is left is seen to fall to zero. */
const countOpen = async (executions: ExecutionService): Promise<readonly Sample[]> => {
  const samples: Sample[] = [];
  for (const [purpose, kind] of Object.entries(purposes)) {
    for (const status of openStatuses) {
      const value = await countOf(executions, { status, purpose: purpose === 'CLEAN_UP' ? 'CLEAN_UP' : 'LAUNCH' });
      samples.push({ labels: { kind, status }, value });
    }
  }
  return samples;
};

const countOf = async (
  executions: ExecutionService,
  filter: Omit<Parameters<ExecutionService['list']>[0], 'limit' | 'after'>,
): Promise<number> => {
  let count = 0;
  let after: string | undefined;
  do {
    const page = await executions.list({ ...filter, limit: 100, ...(after === undefined ? {} : { after }) });
    count += page.items.length;
    after = page.next;
  } while (after !== undefined);
  return count;
};
