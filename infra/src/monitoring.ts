import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { type MetricName, metricsNamespace } from '../../src/entry/lambda/measures.ts';
import type { Functions } from './functions.ts';

export interface Monitored {
  readonly functions: Functions;
  readonly stateMachine: StateMachine;
  readonly deadLetters: IQueue;
  readonly topic: ITopic;
}

const ours = (metricName: MetricName, statistic: string): Metric =>
  new Metric({
    namespace: metricsNamespace,
    metricName,
    statistic,
    period: Duration.minutes(1),
    dimensionsMap: { service: 'breakwater' },
  });

/** A repair takes three (limits.driverLostSeconds), and what follows an outage a few more. */
const OVERDUE_MINUTES = 15;

/** What has waited for a person for so long is forgotten, or nobody was told. */
const WAITING_HOURS = 4;

export const createMonitoring = (parent: Construct, monitored: Monitored): void => {
  const scope = new Construct(parent, 'Monitoring');
  const { functions, stateMachine, deadLetters, topic } = monitored;
  const errors = Object.entries(functions).map(([name, each]) =>
    each.metricErrors({ period: Duration.minutes(1), label: name }),
  );

  const alarm = (
    id: string,
    description: string,
    metric: IMetric,
    threshold: number,
    more: Partial<AlarmShape> = {},
  ): void => {
    new Alarm(scope, id, {
      alarmDescription: description,
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...more,
    }).addAlarmAction(new SnsAction(topic));
  };
  alarm(
    'ExecutionNotCompleted',
    'An execution ended FAILED, PARTIAL or TIMED_OUT',
    ours('ExecutionsNotCompleted', 'Sum'),
    1,
  );
  alarm(
    'GateWaitsLong',
    `A gate has waited for a person for ${WAITING_HOURS} hours`,
    ours('OldestGateAge', 'Maximum'),
    WAITING_HOURS * 3600,
  );
  alarm(
    'PauseLastsLong',
    `An execution has been PAUSED for ${WAITING_HOURS} hours`,
    ours('OldestPauseAge', 'Maximum'),
    WAITING_HOURS * 3600,
  );
  alarm(
    'FindNotRun',
    'Nobody has looked for overdue executions for five minutes',
    functions.find.metricInvocations({ period: Duration.minutes(5), statistic: 'Sum' }),
    1,
    {
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.BREACHING,
    },
  );
  alarm(
    'RepairFails',
    'An overdue execution cannot be driven on: its repair has failed for three minutes, and the log of repair says why',
    ours('RepairsFailed', 'Sum'),
    1,
    { evaluationPeriods: 3 },
  );
  alarm(
    'OverdueForLong',
    `Each minute an execution is found that nobody drives, for ${OVERDUE_MINUTES} minutes`,
    ours('OverdueExecutions', 'Sum'),
    1,
    { evaluationPeriods: OVERDUE_MINUTES },
  );
  alarm(
    'DeadLetters',
    'An event failed for good and lies in the dead-letter queue',
    deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
    1,
  );
  for (const [name, each] of Object.entries(functions)) {
    alarm(`${name}-errors`, `The function ${name} fails`, each.metricErrors({ period: Duration.minutes(5) }), 3);
  }

  new Dashboard(scope, 'Dashboard', {
    defaultInterval: Duration.hours(12),
    widgets: [
      [
        graph('Executions ended', [ours('FinalizationCount', 'Sum'), ours('ExecutionsNotCompleted', 'Sum')]),
        graph(
          'Waiting for people',
          [ours('PausedExecutions', 'Maximum')],
          [ours('OldestGateAge', 'Maximum'), ours('OldestPauseAge', 'Maximum')],
        ),
        graph('Wave duration', [ours('WaveCompletionTime', 'Average'), ours('WaveCompletionTime', 'p99')]),
      ],
      [
        graph('From a wave’s end to the next launch', [
          ours('WaveBoundaryDelay', 'p50'),
          ours('WaveBoundaryDelay', 'p99'),
        ]),
        graph('Duration of a look', [ours('PollingDuration', 'p50'), ours('PollingDuration', 'p99')]),
        graph('Calls of DRS and EC2', [
          ours('DrsCalls', 'Sum'),
          ours('DrsThrottles', 'Sum'),
          ours('EC2EnrichmentCount', 'Sum'),
        ]),
      ],
      [
        graph('Overdue executions found', [ours('OverdueExecutions', 'Sum'), ours('RepairsFailed', 'Sum')]),
        graph('State machine', [
          stateMachine.metricStarted(),
          stateMachine.metricFailed(),
          stateMachine.metricTimedOut(),
        ]),
        graph('Errors of functions', errors),
      ],
    ],
  });
};

type AlarmShape = Pick<
  ConstructorParameters<typeof Alarm>[2],
  'comparisonOperator' | 'treatMissingData' | 'evaluationPeriods'
>;

const graph = (title: string, left: readonly IMetric[], right: readonly IMetric[] = []): GraphWidget =>
  new GraphWidget({ title, left: [...left], right: [...right], width: 8 });
