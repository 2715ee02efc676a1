/** What a deployed function lets in: what it was deployed for, in the form that its caller sends; nothing else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type LambdaOperation, lambdaFunctions, lambdaOperations } from '../../src/entry/lambda/functions.ts';
import { readInvocation } from '../../src/entry/lambda/invocation.ts';
import { createRouter, type Handlers } from '../../src/entry/lambda/router.ts';
import { readSettings } from '../../src/entry/lambda/settings.ts';

const task = (operation: string) => ({ operation, executionId: 'exec-1', generation: 1 });
const httpEvent = {
  version: '2.0',
  rawPath: '/api/health',
  rawQueryString: '',
  headers: {},
  isBase64Encoded: false,
  requestContext: { domainName: 'api.example.com', http: { method: 'GET' } },
};
const drsEvent = {
  version: '0',
  source: 'aws.drs',
  'detail-type': 'DRS Source Server Launch Result',
  account: '111122223333',
  region: 'us-east-1',
  detail: {},
};

/** One event for each operation, as its caller sends it. */
const events: Readonly<Record<LambdaOperation, unknown>> = {
  begin: task('begin'),
  advance: task('advance'),
  park: { ...task('park'), taskToken: 'secret-token', version: 3, news: 0 },
  poll: task('poll'),
  finalize: task('finalize'),
  find: { operation: 'find' },
  repair: {
    version: '1.0',
    requestContext: { condition: 'Success' },
    requestPayload: { operation: 'find' },
    responsePayload: { executionIds: ['exec-1'] },
  },
  drive: { operation: 'drive' },
  redeliver: { operation: 'redeliver' },
  hear: drsEvent,
  refresh: { operation: 'refresh' },
  'sync-tags': { operation: 'sync-tags' },
  api: httpEvent,
  notify: { Records: [{ EventSource: 'aws:sns', Sns: { MessageId: 'm-1', Message: 'text' } }] },
};

const setUp = (accepted: readonly LambdaOperation[]) => {
  const calls: string[] = [];
  const lines: string[] = [];
  const noted = (name: string) => async () => {
    calls.push(name);
    return null;
  };
  const handlers: Handlers = {
    begin: noted('begin'),
    advance: noted('advance'),
    park: noted('park'),
    poll: noted('poll'),
    finalize: noted('finalize'),
    find: noted('find'),
    repair: noted('repair'),
    drive: noted('drive'),
    redeliver: noted('redeliver'),
    hear: noted('hear'),
    refresh: noted('refresh'),
    syncTags: noted('sync-tags'),
    api: noted('api'),
    notify: noted('notify'),
  };
  const route = createRouter(accepted, handlers, {
    begin: (operation, executionId) => lines.push(`begin ${operation} ${executionId ?? ''}`.trim()),
    refused: (reason) => lines.push(`refused: ${reason}`),
    failed: (operation, error) => lines.push(`failed: ${operation}: ${String(error)}`),
  });
  return { route, calls, lines };
};

describe.each(Object.entries(lambdaFunctions))('the function %s', (_name, { operations }) => {
  it.each(lambdaOperations)('asked to %s', async (operation) => {
    const { route, calls, lines } = setUp(operations);
    const accepted: readonly string[] = operations;
    if (accepted.includes(operation)) {
      await route(events[operation]);
      expect(calls).toEqual([operation]);
    } else {
      await expect(route(events[operation])).rejects.toMatchObject({
        name: 'InvocationRefused',
        message: `this function accepts ${operations.join(', ')}, and not ${operation}`,
      });
      expect(calls).toEqual([]);
      expect(lines).toEqual([expect.stringContaining('refused: ')]);
    }
  });
});

describe('an event that is none of ours', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'begin'],
    ['an unknown operation', { operation: 'reboot', executionId: 'exec-1', generation: 1 }],
    ['a task without an execution', { operation: 'advance', generation: 1 }],
    ['a task without a generation', { operation: 'advance', executionId: 'exec-1' }],
    ['a generation that is none', { operation: 'advance', executionId: 'exec-1', generation: 0 }],
    ['a find with more than it takes', { operation: 'find', everything: true }],
    [
      'the failure of a find',
      { requestContext: { condition: 'RetriesExhausted' }, responsePayload: { errorMessage: '' } },
    ],
    ['an event of another service', { ...drsEvent, source: 'aws.ec2' }],
    ['an HTTP event of the old format', { ...httpEvent, version: '1.0' }],
    ['a direct request without a name', { operation: 'api', method: 'GET', path: '/api/me' }],
    ['a direct request to somewhere else', { operation: 'api', method: 'GET', path: 'https://evil', actor: 'ci' }],
  ])('%s is refused by every function, with a line in the log', async (_what, event) => {
    const { route, calls, lines } = setUp(lambdaOperations);
    await expect(route(event)).rejects.toMatchObject({ name: 'InvocationRefused' });
    expect(calls).toEqual([]);
    expect(lines).toEqual(['refused: the event is none that Breakwater knows, or it is malformed']);
  });
});

describe('the log of an invocation', () => {
  it('names the execution, and never the token of its wait', async () => {
    const { route, lines } = setUp(['park']);
    await route(events.park);
    expect(lines).toEqual(['begin park exec-1']);
  });

  it('tells a failure, which the caller gets too', async () => {
    const lines: string[] = [];
    const failing = createRouter(['find'], failingHandlers, {
      begin: () => undefined,
      refused: () => undefined,
      failed: (operation) => lines.push(operation),
    });
    await expect(failing(events.find)).rejects.toThrow('the store is away');
    expect(lines).toEqual(['find']);
  });
});

const fail = () => Promise.reject(new Error('the store is away'));
const failingHandlers: Handlers = {
  begin: fail,
  advance: fail,
  park: fail,
  poll: fail,
  finalize: fail,
  find: fail,
  repair: fail,
  drive: fail,
  redeliver: fail,
  hear: fail,
  refresh: fail,
  syncTags: fail,
  api: fail,
  notify: fail,
};

describe('a direct request', () => {
  it('is a call of the API, under the name that it gives', () => {
    const direct = {
      operation: 'api',
      method: 'POST',
      path: '/api/executions?x=1',
      body: { planName: 'Shop' },
      actor: 'ci',
    };
    expect(readInvocation(direct)).toMatchObject({ operation: 'api', direct: { actor: 'ci', method: 'POST' } });
  });

  it('is what the page on target accounts gives as the payload', () => {
    const page = readFileSync(join(import.meta.dirname, '../..', 'docs/operate/cross-account.md'), 'utf8');
    const [, payload = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
    expect(readInvocation(JSON.parse(payload))).toMatchObject({
      operation: 'api',
      direct: { actor: 'set-up', method: 'POST', path: expect.stringMatching(/^\/api\/accounts\/\d{12}$/) },
    });
  });
});

describe('the environment of a function', () => {
  const environment: Readonly<Record<string, string>> = {
    AWS_REGION: 'us-east-1',
    BREAKWATER_OPERATIONS: 'begin',
    BREAKWATER_DRIVER: 'step-functions',
    BREAKWATER_STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:111122223333:stateMachine:b',
    BREAKWATER_TABLE_PREFIX: 'breakwater',
    BREAKWATER_SERVER_URL: 'https://d111111abcdef8.cloudfront.net',
    BREAKWATER_TOPIC_ARN: 'arn:aws:sns:us-east-1:111122223333:b',
    BREAKWATER_VERSION: '1.0.0',
  };

  it('is read whole', () => {
    expect(readSettings(environment)).toMatchObject({ operations: ['begin'], driver: 'step-functions' });
  });

  it.each(Object.keys(environment))('without %s stops the function from starting', (name) => {
    const others = Object.entries(environment).filter(([other]) => other !== name);
    expect(() => readSettings(Object.fromEntries(others))).toThrow('the environment of this function is wrong');
  });

  it('of the API names the secret of its front door, or the function does not start', () => {
    const api = { ...environment, BREAKWATER_OPERATIONS: 'api' };
    expect(() => readSettings(api)).toThrow('the API lets nobody in without it');
    expect(readSettings({ ...api, BREAKWATER_FRONT_DOOR_SECRET: 'b' })).toMatchObject({ frontDoorSecret: 'b' });
  });

  it('that names an operation nobody knows stops it too', () => {
    expect(() => readSettings({ ...environment, BREAKWATER_OPERATIONS: 'begin,reboot' })).toThrow('wrong');
  });
});
