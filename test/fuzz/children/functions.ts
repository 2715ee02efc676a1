/**
 * All operations of the deployed functions behind one router, over the simulated AWS and a drill under way; each input is
 * an event. Says what became of it. Virtual time moves only while an event needs it.
 */
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { createMemoryItemStore } from '../../../src/adapters/memory/item-store.ts';
import { keepAccounts } from '../../../src/engine/known-accounts.ts';
import { operationNames } from '../../../src/engine/operations.ts';
import { readExecution } from '../../../src/engine/store/execution-reader.ts';
import { readOrCreateWebhookKey } from '../../../src/engine/webhook-key.ts';
import { assembleParts } from '../../../src/entry/lambda/assemble.ts';
import { type LambdaOperation, lambdaOperations } from '../../../src/entry/lambda/functions.ts';
import { invocationForms, readInvocation } from '../../../src/entry/lambda/invocation.ts';
import { createRouter } from '../../../src/entry/lambda/router.ts';
import { createSimulatedProber, noNetwork } from '../../../src/entry/simulated-prober.ts';
import type { ItemStore } from '../../../src/ports/item-store.ts';
import type { WebhookAnswer } from '../../../src/ports/webhook.ts';
import { expectSound } from '../../scenarios/support/soundness.ts';
import { createRig, HOME_ACCOUNT } from '../../support/rig.ts';
import { createSeededIds } from '../../support/seeded-ids.ts';
import { noGates, openShop, shopEstate } from '../../support/shop.ts';
import { answerParent } from '../support/answer-parent.ts';
import { type About, frontDoorSecret } from '../support/invocation-examples.ts';
import { expectNoPollution } from '../support/pollution.ts';

let writes = 0;
const memory = createMemoryItemStore();
const store: ItemStore = {
  ...memory,
  transact: (items) => {
    writes += 1;
    return memory.transact(items);
  },
};
/** Its jobs take so long that the drill is under way while all events come. */
const rig = await createRig({
  estate: { ...shopEstate, durations: { ...shopEstate.durations, launch: [1800, 1800] } },
  store,
});
const { clock, simulator } = rig;

/** Whatever the functions would have written into their log as an error. */
const errors: string[] = [];
const errorText = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
const telemetry = {
  add: () => undefined,
  info: () => undefined,
  error: (message: string, error: unknown) => void errors.push(`${message}: ${errorText(error)}`),
};
const webhookUrl = 'https://hooks.example.com/breakwater';
const webhookAnswers: readonly WebhookAnswer[] = [
  { kind: 'taken' },
  { kind: 'failed', message: 'away' },
  { kind: 'refused', message: 'no' },
];
let posted = 0;
const parts = assembleParts(
  {
    store,
    clock,
    ids: createSeededIds(7),
    known: keepAccounts(store, clock),
    aws: rig.aws,
    lookingAws: rig.aws,
    stepFunctions: rig.machine,
    topic: { notify: async () => undefined },
    subscriptions: { subscribe: async () => 'name', setFilter: async () => 'set', unsubscribe: async () => undefined },
    prober: createSimulatedProber(simulator, noNetwork),
    webhook: {
      post: async ({ url }) => {
        if (url !== webhookUrl) errors.push(`posted to ${url}`);
        posted += 1;
        return webhookAnswers[posted % webhookAnswers.length] ?? { kind: 'taken' };
      },
    },
    readFrontDoorSecret: async () => frontDoorSecret,
  },
  {
    region: 'us-east-1',
    operations: [...lambdaOperations],
    driver: 'schedule',
    stateMachineArn: 'none',
    tablePrefix: 'none',
    topicArn: 'none',
    serverUrl: 'https://d111111abcdef8.cloudfront.net',
    version: '1.2.3',
    frontDoorSecret: 'name-of-the-secret',
  },
  telemetry,
);
await parts.load();
const route = createRouter(lambdaOperations, parts.handlers, {
  begin: () => undefined,
  refused: () => undefined,
  failed: (operation, error) => void errors.push(`${operation} failed: ${errorText(error)}`),
});
/** Time moves to the next timer when nothing else is left to do; where there is none, another thread is at work. */
const settled = async <T>(promise: Promise<T>): Promise<T> => {
  let isSettled = false;
  const note = (): void => {
    isSettled = true;
  };
  promise.then(note, note);
  await clock.settle();
  while (!isSettled) {
    if (!(await clock.advanceToNext())) await setTimeout(1);
    await clock.settle();
  }
  return promise;
};
const routed = (event: unknown) => settled(route(event));
const minute = async (): Promise<void> => {
  const responsePayload = await routed({ operation: 'find' });
  await routed({ requestContext: { condition: 'Success' }, responsePayload });
  await routed({ operation: 'drive' });
  await clock.advance(60);
};

const directAnswer = z.object({ status: z.int(), body: z.looseObject({ executionId: z.string().optional() }) });
const ask = async (method: string, path: string, body: object) =>
  directAnswer.parse(await routed({ operation: 'api', method, path, body, actor: 'ci' }));

/** Its first job is under way. */
const startDrill = async (): Promise<About> => {
  const added = await ask('POST', `/api/accounts/${HOME_ACCOUNT}`, {
    accountName: 'home',
    roleArn: `arn:aws:iam::${HOME_ACCOUNT}:role/RecoveryOperator`,
    regions: ['us-east-1'],
  });
  if (added.status >= 300) throw new Error(JSON.stringify(added));
  await readOrCreateWebhookKey(store, () => 'k'.repeat(43));
  const planId = await openShop(rig).savePlan(noGates, { notifications: { webhookUrl } });
  const { status, body } = await ask('POST', '/api/executions', { planId, executionType: 'DRILL' });
  const { executionId } = body;
  if (executionId === undefined) throw new Error(`${status} ${JSON.stringify(body)}`);
  while (rig.launchJobs().length === 0) await minute();
  const loaded = await readExecution(store, executionId);
  const [job] = rig.launchJobs();
  if (loaded === undefined || job === undefined) throw new Error('no drill is under way');
  const { version, driver } = loaded;
  return { executionId, generation: driver.generation, version, planId, account: HOME_ACCOUNT, jobId: job.jobId };
};

/** What a handler may be given, and no more: its type, held at run time. */
const task = z.strictObject({ operation: z.enum(operationNames), executionId: z.string().min(1), payload: z.json() });
const alone = z.strictObject({ operation: z.string() });
const invocationSchemas: Readonly<Record<LambdaOperation, z.ZodType>> = {
  begin: task,
  advance: task,
  park: task,
  poll: task,
  finalize: task,
  find: alone,
  drive: alone,
  redeliver: alone,
  refresh: alone,
  'sync-tags': alone,
  repair: z.strictObject({ operation: z.string(), executionIds: z.array(z.string()) }),
  hear: z.strictObject({ operation: z.string(), event: z.looseObject({ source: z.literal('aws.drs') }) }),
  notify: z.strictObject({
    operation: z.string(),
    messages: z.array(z.strictObject({ id: z.string(), text: z.string() })).min(1),
  }),
  api: z.union([
    z.strictObject({ operation: z.string(), http: z.looseObject({ rawPath: z.string() }) }),
    z.strictObject({ operation: z.string(), direct: z.looseObject({ path: z.string(), actor: z.string() }) }),
  ]),
};

/** What it was read as, whether it was answered, and whether anything was written. */
const take = async (text: string) => {
  const event: unknown = JSON.parse(text);
  const invocation = readInvocation(event);
  const before = { writes, calls: simulator.calls().log.length, errors: errors.length };
  const refused = await routed(event).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
  );
  await settled(parts.settled());
  expectNoPollution();
  return {
    forms: Object.entries(invocationForms).flatMap(([form, read]) => (read(event) === undefined ? [] : [form])),
    operation: invocation?.operation,
    misread: invocation && invocationSchemas[invocation.operation].safeParse(invocation).error?.message,
    refused,
    writes: writes - before.writes,
    calls: simulator.calls().log.length - before.calls,
    errors: errors.slice(before.errors),
  };
};

let about: About | undefined;
const requestSchema = z.union([z.object({ take: z.string() }), z.object({ wanted: z.enum(['drill', 'end']) })]);
answerParent(async (input) => {
  const request = requestSchema.parse(input);
  if ('take' in request) return take(request.take);
  about ??= await startDrill();
  if (request.wanted === 'drill') return about;
  const { executionId } = about;
  const { status: meanwhile } = await rig.get(executionId);
  for (let minutes = 0; (await rig.get(executionId)).endTime === undefined && minutes < 600; minutes += 1)
    await minute();
  await expectSound(rig);
  const { status, waves } = await rig.get(executionId);
  return { meanwhile, status, waves: waves.map((wave) => wave.status), posted, errors };
});
