/** A valid event of each form and of each operation, as its caller sends it: what is hostile is made from these. */
import type { LambdaOperation } from '../../../src/entry/lambda/functions.ts';
import { frontDoorHeaders } from '../../../src/entry/lambda/functions.ts';
import type { invocationForms } from '../../../src/entry/lambda/invocation.ts';
import { drsEvent } from './hostile-call.ts';

type Form = keyof typeof invocationForms;

/** What the events are about: a run in the middle of a drill. */
export interface About {
  readonly executionId: string;
  readonly generation: number;
  readonly version: number;
  readonly planId: string;
  readonly account: string;
  readonly jobId: string;
}

export interface Example {
  readonly form: Form;
  readonly event: unknown;
}

export const frontDoorSecret = 'the-secret-of-the-distribution';

const notification = ({ executionId, planId }: About) => ({
  notificationId: `${executionId}/1`,
  event: 'start',
  time: '2026-11-02T03:00:00.000Z',
  planId,
  planName: 'shop',
  executionId,
  executionType: 'DRILL',
  subject: 'The drill has begun',
  text: 'It runs.',
});

/** As SNS sends what was published to a topic. */
export const topicEvent = (message: unknown) => ({
  Records: [
    {
      EventSource: 'aws:sns',
      EventVersion: '1.0',
      Sns: { MessageId: 'm-1', Type: 'Notification', Message: JSON.stringify(message) ?? 'null' },
    },
  ],
});

export const topicMessage = notification;

export const examplesOf = (about: About): Readonly<Record<LambdaOperation, readonly Example[]>> => {
  const { executionId, generation, version, planId, account, jobId } = about;
  const task = (operation: string, more: object = {}): readonly Example[] => [
    { form: 'task', event: { operation, executionId, generation, ...more } },
  ];
  const scheduled = (operation: string): readonly Example[] => [{ form: 'schedule', event: { operation } }];
  return {
    begin: task('begin'),
    advance: task('advance'),
    park: task('park', { taskToken: 'a-token', version, news: 0 }),
    poll: task('poll'),
    finalize: task('finalize'),
    find: scheduled('find'),
    drive: scheduled('drive'),
    redeliver: scheduled('redeliver'),
    refresh: scheduled('refresh'),
    'sync-tags': scheduled('sync-tags'),
    repair: [
      { form: 'repair', event: { operation: 'repair', executionIds: [executionId, 'exec-unknown'] } },
      {
        form: 'found',
        event: {
          version: '1.0',
          requestContext: { condition: 'Success' },
          requestPayload: { operation: 'find' },
          responsePayload: { executionIds: [executionId] },
        },
      },
    ],
    hear: [{ form: 'drsEvent', event: { ...drsEvent, account, detail: { ...drsEvent.detail, 'job-id': jobId } } }],
    notify: [{ form: 'topic', event: topicEvent(notification(about)) }],
    api: [
      {
        form: 'http',
        event: {
          version: '2.0',
          rawPath: `/api/executions/${executionId}`,
          rawQueryString: '',
          headers: { [frontDoorHeaders.secret]: frontDoorSecret },
          isBase64Encoded: false,
          requestContext: {
            domainName: 'api.example.com',
            http: { method: 'GET', sourceIp: '192.0.2.7' },
            authorizer: { jwt: { claims: { sub: '7d3c', 'cognito:groups': '[Admin]' } } },
          },
        },
      },
      {
        form: 'direct',
        event: {
          operation: 'api',
          method: 'POST',
          path: '/api/executions',
          headers: {},
          body: { planId, executionType: 'DRILL' },
          actor: 'ci',
        },
      },
    ],
  };
};
