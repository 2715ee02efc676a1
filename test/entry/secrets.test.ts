/**
 * Secrets stay where they belong: drills through the real server while AWS fails, then everything that it has said is
 * searched for them. Only the answers that are there to hand one out are left aside.
 */
import { createServer } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { pointerSchema } from '../../src/engine/drivers/embedded/pointer.ts';
import { makeEstate } from '../../src/simulator/estate/make-estate.ts';
import { captureOutput } from '../support/process-output.ts';
import { openRealServer } from '../support/real-server.ts';
import { type Said, secretsFound } from '../support/secret-search.ts';

const home = '111122223333';
const other = '444455556666';
const stranger = '777788889999';
const externalId = 'external-id-nobody-may-read';
const wrongExternalId = 'wrong-external-id-nobody-may-read';
const webhookPath = '/T0/webhook-path-nobody-may-read';
const environment = {
  AWS_ACCESS_KEY_ID: 'AKIANOBODYMAYREADIT1',
  AWS_SECRET_ACCESS_KEY: 'aws-secret/key+nobody-may-read',
  AWS_SESSION_TOKEN: 'aws-session-token/nobody+may-read==',
};

const place = (accountId: string) => ({ accountId, region: 'us-east-1' });
const made = makeEstate({
  servers: 6,
  accountIds: [home, other, stranger],
  durations: { jobStart: [1, 1], snapshot: [10, 10], conversion: [20, 20], launch: [10, 10], jobEnd: [2, 2] },
});
const estate = { ...made, roles: (made.roles ?? []).map((role) => ({ ...role, externalId })) };
const entryOf = (accountId: string) => ({ accountId, accountName: `of ${accountId}`, regions: ['us-east-1'] });
const roleOf = (accountId: string) => ({
  ...entryOf(accountId),
  roleArn: `arn:aws:iam::${accountId}:role/RecoveryOperator`,
});

/** What must be nowhere, by name. */
const secrets = new Map<string, string>();
/** What was said, by where. */
const said: Said[] = [];
/** Of the whole process: what does not go through the log that the server is given. */
let output: ReturnType<typeof captureOutput>;

type Server = Awaited<ReturnType<typeof openRealServer>>;
let server: Server;
/** The first message, whose every try fails, so that it is told of as not sent. */
let failing: string | undefined;
/** The receiver of webhooks. */
const receiver = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += String(chunk);
  });
  request.on('end', () => {
    said.push({ where: 'webhook', text: `${JSON.stringify({ ...request.headers, host: '' })}\n${body}` });
    const message = String(request.headers['breakwater-id']);
    failing ??= message;
    response.writeHead(message === failing ? 500 : 204).end();
  });
});

beforeAll(async () => {
  output = captureOutput();
  for (const [name, value] of Object.entries(environment)) {
    vi.stubEnv(name, value);
    secrets.set(name, value);
  }
  secrets.set('ExternalId', externalId);
  secrets.set('ExternalId that is wrong', wrongExternalId);
  secrets.set('path of the webhook', webhookPath);
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  server = await openRealServer({
    estate,
    speed: 60,
    accounts: [entryOf(home), { ...roleOf(other), externalId }, { ...roleOf(stranger), externalId: wrongExternalId }],
    onWire: async (request, answer) => {
      const signature = /Signature=(\w+)/.exec(request.headers.get('authorization') ?? '')?.[1];
      if (signature !== undefined) secrets.set('signature of a request to AWS', signature);
      const text = await answer.text();
      for (const name of ['SecretAccessKey', 'SessionToken']) {
        const value = new RegExp(`<${name}>([^<]+)<`).exec(text)?.[1];
        if (value !== undefined) secrets.set(`${name} of a role`, value);
      }
    },
  });
  secrets.set('API token', server.token);
});
afterAll(async () => {
  await server.close();
  await new Promise((resolve) => receiver.close(resolve));
  output.restore();
  vi.unstubAllEnvs();
});

const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, text, head: JSON.stringify([...response.headers]), response };
};
/** As `ask`, and its answer is searched. */
const hear = async (...request: Parameters<typeof ask>) => {
  const answer = await ask(...request);
  said.push({ where: `${request[0]} ${request[1]} ${answer.status}`, text: `${answer.head}\n${answer.text}` });
  return answer;
};
const parsed = <T>(schema: z.ZodType<T>, { text }: { readonly text: string }): T => schema.parse(JSON.parse(text));

const runSchema = z.object({ executionId: z.string(), status: z.string() });
const until = async (executionId: string, statuses: readonly string[]): Promise<string> => {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const { status } = parsed(runSchema, await ask('GET', `/api/executions/${executionId}`));
    if (statuses.includes(status)) return status;
    if (performance.now() > deadline) throw new Error(`${executionId} is still ${status}: ${server.log.join('\n')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
const ends = ['COMPLETED', 'PARTIAL', 'FAILED', 'TIMED_OUT', 'CANCELLED', 'REFUSED'];

const serversOf = (accountId: string) =>
  server.simulator.servers(accountId, 'us-east-1').map((each) => each.sourceServerId);
const documents = (name: string, accountIds: readonly string[]) => [
  ...accountIds.map((accountId) => ({
    kind: 'ProtectionGroup',
    groupName: `${name}-${accountId}`,
    ...place(accountId),
    selection: { sourceServerIds: serversOf(accountId) },
  })),
  {
    kind: 'RecoveryPlan',
    planName: name,
    waves: accountIds.map((accountId, index) => ({
      waveName: `wave-${index}`,
      protectionGroups: [`${name}-${accountId}`],
      pauseBeforeWave: index === 1,
      onFailure: 'continue',
    })),
    notifications: { webhookUrl: `http://127.0.0.1:${portOf()}${webhookPath}` },
  },
];
const portOf = (): number => {
  const address = receiver.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

const appliedSchema = z.object({ results: z.array(z.object({ id: z.string() })) });
const apply = async (name: string, accountIds: readonly string[]): Promise<string> => {
  const answer = await ask('POST', '/api/apply', { documents: documents(name, accountIds) });
  expect(answer.status, answer.text).toBe(200);
  return parsed(appliedSchema, answer).results.at(-1)?.id ?? '';
};

/** The tokens that machines wait with, as the file holds them at this moment. Says whether any does. */
const noteTaskTokens = (): boolean => {
  const database = new DatabaseSync(join(server.data, 'breakwater.sqlite'), { readOnly: true });
  const rows = database.prepare("SELECT body FROM items WHERE partition_key LIKE 'machine#%'").all();
  database.close();
  for (const row of rows) {
    const { wait } = pointerSchema.parse(JSON.parse(z.string().parse(row['body'])));
    if (wait?.kind === 'token') secrets.set(`task token ${secrets.size}`, wait.taskToken);
  }
  return [...secrets.keys()].some((name) => name.startsWith('task token'));
};

const faults = [
  { kind: 'throttle', operation: 'DescribeJobs', times: 2, retryAfterSeconds: 3 },
  { kind: 'internal-error', operation: 'DescribeSourceServers', times: 1 },
  { kind: 'expired-token', operation: 'DescribeJobs', times: 1 },
  { kind: 'access-denied', operation: 'DescribeInstances', times: 2 },
  { kind: 'lost-reply', operation: 'StartRecovery', times: 1 },
  { kind: 'fail-launch', times: 1, rawError: 'InsufficientInstanceCapacity: no m5.large' },
] as const;

/** Two drills: one through a gate and every fault, one into an account whose ExternalId is wrong. Then a clean-up. */
const liveThroughIt = async (): Promise<readonly string[]> => {
  const code = /#code=(.+)$/.exec(await server.signInLink(['ReadOnly']))?.[1] ?? '';
  secrets.set('one-time code', code);
  const signedIn = await ask('POST', '/api/sessions', { code }, { authorization: '' });
  const cookie = signedIn.response.headers.get('set-cookie')?.split(';')[0] ?? '';
  secrets.set('session', cookie.split('=')[1] ?? '');
  secrets.set('code that nobody has used', /#code=(.+)$/.exec(await server.signInLink())?.[1] ?? '');
  const key = await ask('GET', '/api/webhook-key');
  secrets.set('key of the webhooks', parsed(z.object({ key: z.string() }), key).key);

  const made = await ask('POST', '/api/tokens', { tokenName: 'ana', role: 'Operator' });
  const named = parsed(z.object({ secret: z.string() }), made).secret;
  secrets.set('secret of a named token', named);
  await hear('GET', '/api/me', undefined, { authorization: `Bearer ${named}` });
  await hear('POST', '/api/tokens', { tokenName: 'ana', role: 'Operator' });

  const planId = await apply('shop', [home, other]);
  for (const fault of faults) server.simulator.faults.add(fault);
  const start = { planId, executionType: 'DRILL' };
  const started = parsed(z.object({ executionId: z.string() }), await hear('POST', '/api/executions', start));
  await until(started.executionId, ['PAUSED', ...ends]);
  await vi.waitUntil(noteTaskTokens, { timeout: 30_000, interval: 50 });
  await hear('POST', `/api/executions/${started.executionId}/resume`, { waveNumber: 1 });
  expect(['PARTIAL', 'COMPLETED']).toContain(await until(started.executionId, ends));
  const refusedPlan = await apply('partner', [stranger]);
  const refused = await hear('POST', '/api/executions', { planId: refusedPlan, executionType: 'DRILL' });
  const refusedId = /exec-[\w-]+/.exec(refused.text)?.[0] ?? '';
  expect(await until(refusedId, ends)).toBe('REFUSED');
  await hear('POST', `/api/recovery-plans/${refusedPlan}/check`, {});
  const cleaning = { executionId: started.executionId, confirmedPlanName: 'shop' };
  const cleanUp = await hear('POST', '/api/clean-ups', cleaning);
  expect(cleanUp.status, cleanUp.text).toBe(202);
  const cleanUpId = parsed(z.object({ executionId: z.string() }), cleanUp).executionId;
  await until(cleanUpId, ends);
  await vi.waitUntil(() => server.log.some((line) => line.includes('not sent to')), { timeout: 60_000, interval: 50 });

  // What a reader sees: the address of a webhook is for those who may change the plan.
  const reader = { authorization: '', cookie };
  for (const id of [planId, refusedPlan]) {
    for (const path of ['', '/versions']) await hear('GET', `/api/recovery-plans/${id}${path}`, undefined, reader);
  }
  await hear('GET', '/api/recovery-plans', undefined, reader);
  return [started.executionId, refusedId, cleanUpId];
};

/** Every other page, and every kind of refusal. */
const readEverything = async (runs: readonly string[]): Promise<void> => {
  for (const id of runs) {
    for (const path of ['', '/servers', '/events?limit=500', '/recovery-instances', '/job-logs?jobKey=w000-a1-j000']) {
      await hear('GET', `/api/executions/${id}${path}`);
    }
  }
  const lists = [
    'executions',
    'clean-ups',
    'protection-groups',
    'settings',
    'tokens',
    'audit-log?limit=500',
    'capacity',
    'me',
    'health',
    'openapi.json',
  ];
  for (const list of lists) await hear('GET', `/api/${list}`);
  await hear('POST', '/api/inventory/refresh', {});
  for (const accountId of [home, other, stranger]) {
    await hear('GET', `/api/source-servers?accountId=${accountId}&region=us-east-1`);
  }
  for (const list of ['inventory', 'recovery-instances']) await hear('GET', `/api/${list}`);
  await hear('GET', '/metrics');
  await hear('GET', '/api/nothing');
  await hear('GET', '/api/me', undefined, { authorization: `Bearer ${server.token}x` });
  await hear('GET', '/api/me', undefined, { authorization: `Basic ${server.token}` });
  await hear('GET', '/api/me', undefined, { authorization: '', cookie: `${secrets.get('session')}=` });
  await hear('POST', '/api/sessions', { code: 'made-up' }, { authorization: '' });
  await hear('POST', '/api/executions', { planId: 'plan-none', executionType: 'DRILL' });
  await hear('POST', `/api/executions/${runs[0]}/resume`, { waveNumber: 9 });
  await hear('PUT', '/api/protection-groups/grp-none', {});
};

test('no secret is in any log line, output, event, answer, message or metric of drills under faults', async () => {
  const runs = await liveThroughIt();
  await readEverything(runs);
  const canary = 'written to see that what is written is seen';
  for (const write of [console.log, console.error]) write(canary);
  const written = output.written();
  expect(written.filter(({ text }) => text.includes(canary)).map(({ where }) => where)).toEqual(['stdout', 'stderr']);
  said.push(...server.log.map((line) => ({ where: 'log', text: line })), ...written);

  const names = [...secrets.keys()].join();
  for (const name of ['task token', 'session', 'one-time code', 'SessionToken of a role', 'signature']) {
    expect(names, 'known').toContain(name);
  }
  // It has been told of what went wrong, or the search would show nothing.
  const everything = said.map(({ text }) => text).join('\n');
  for (const word of [
    'ThrottlingException',
    'AccessDenied',
    'InsufficientInstanceCapacity',
    'not sent to http://127.0.0.1',
  ]) {
    expect(everything).toContain(word);
  }
  expect(said.filter(({ where }) => where === 'webhook').length).toBeGreaterThan(5);
  expect(server.log.length).toBeGreaterThan(5);

  expect(secretsFound(secrets, said)).toEqual([]);
});
