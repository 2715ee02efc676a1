/** A world of the driver scenarios, made of the functions that are deployed; and the same with everything in one process. */
import { z } from 'zod';
import { createAwsServices } from '../../../src/adapters/aws/aws-services.ts';
import { limits } from '../../../src/domain/limits.ts';
import type { OperatorCommand, StartRequest } from '../../../src/engine/execution-service.ts';
import type { OperationName } from '../../../src/engine/operations.ts';
import { toJson } from '../../../src/engine/store/json.ts';
import type { Json } from '../../../src/ports/item-store.ts';
import type { StateMachine } from '../../../src/ports/state-machine.ts';
import { type MakeEstateOptions, makeEstate } from '../../../src/simulator/estate/make-estate.ts';
import { createSimulator } from '../../../src/simulator/simulator.ts';
import type { Simulator } from '../../../src/simulator/simulator-types.ts';
import { openEmbeddedOn, type ScenarioProcess, type ScenarioWorld } from '../../drivers/support/scenario-world.ts';
import { planDocuments, serverId, type WaveDraft } from '../../drivers/support/world.ts';
import { type Cloud, HUB_ACCOUNT, REGION } from './cloud.ts';

const SEED = 42;

/** The servers of the scenarios, by the ids that they have there; a job runs for two minutes and a half. */
export const estateOf = (serverCount: number): MakeEstateOptions => ({
  servers: serverCount,
  server: (index) => ({ sourceServerId: serverId(index) }),
  durations: {
    jobStart: [1, 1],
    snapshot: [30, 30],
    conversion: [60, 60],
    cleanup: [2, 2],
    launch: [60, 60],
    terminate: [10, 10],
    jobEnd: [0, 0],
  },
});

const jobsOf = (simulator: Simulator) =>
  simulator
    .jobs(HUB_ACCOUNT, REGION)
    .map(({ jobId, servers }) => ({ jobId, sourceServerIds: servers.map(({ sourceServerId }) => sourceServerId) }));

/** What the deployed one is compared with: the same simulated AWS, and all of Breakwater in this process. */
export const openEmbeddedOnSimulator = openEmbeddedOn(async (clock, servers) => {
  const simulator = createSimulator({
    seed: SEED,
    now: clock.nowMs,
    wait: (milliseconds) => clock.sleep(milliseconds / 1000),
    estate: makeEstate(estateOf(servers.length)),
  });
  const aws = createAwsServices({
    homeAccountId: HUB_ACCOUNT,
    accounts: [],
    clock,
    staticCredentials: { accessKeyId: 'AKIAHOME', secretAccessKey: 'secret' },
    fetch: simulator.fetch,
  });
  await aws.load();
  return { recovery: aws.recovery, compute: aws.compute, jobs: () => jobsOf(simulator) };
});

const appliedSchema = z.object({ results: z.array(z.object({ id: z.string() })) });
const startAnswerSchema = z.object({
  status: z.number(),
  body: z.looseObject({ executionId: z.string().optional() }),
});
const repairedSchema = z.object({ repaired: z.array(z.object({ executionId: z.string(), result: z.string() })) });

/** Its one plan is saved by the API's function. */
export const openDeployedWorld = async (cloud: Cloud, waves: readonly WaveDraft[]): Promise<ScenarioWorld> => {
  const saveDrill = async (planName: string, drafts: readonly WaveDraft[]): Promise<string> => {
    const documents = planDocuments(planName, drafts);
    const { body } = await cloud.call('POST', '/api/apply', { documents: z.json().parse(documents) });
    return appliedSchema.parse(body).results.at(-1)?.id ?? '';
  };
  const serverCount = waves.reduce((sum, { servers }) => sum + servers, 0);
  return {
    clock: cloud.clock,
    store: cloud.store,
    servers: Array.from({ length: serverCount }, (_, number) => serverId(number)),
    planId: await saveDrill('shop', waves),
    aws: { jobs: () => jobsOf(cloud.simulator) },
    createProcess: ({ stateMachine } = {}) => processOf(cloud, stateMachine),
    saveDrill,
  };
};

/** The functions; with something in the place of Step Functions they are processes of their own. */
const processOf = (cloud: Cloud, stateMachine: StateMachine | undefined): ScenarioProcess => {
  const own = stateMachine === undefined ? startIn(cloud) : startWhereNoMachineBegins(cloud, stateMachine);
  const { functions } = own;
  const operation = (name: OperationName) => (payload: Json) =>
    functions.invoke(name, { operation: name, ...z.record(z.string(), z.json()).parse(payload) });
  return {
    executions: {
      start: own.start,
      command: async (executionId, command, actor) => {
        const path = `/api/executions/${executionId}/${command.type}`;
        const { status } = await functions.call('POST', path, bodyOf(command), actor);
        return { kind: commandKinds[status] ?? `answered ${status}` };
      },
      get: async (executionId) => (await functions.call('GET', `/api/executions/${executionId}`)).body,
    },
    engine: {
      operations: {
        begin: operation('begin'),
        advance: operation('advance'),
        park: operation('park'),
        finalize: operation('finalize'),
      },
      findAndRepair: async () => repairedSchema.parse(await functions.findAndRepair()).repaired,
    },
    machine: { ...cloud.machines, stop: cloud.killMachines },
    taskErrors: cloud.taskErrors,
  };
};

const bodyOf = ({ type: _type, ...body }: OperatorCommand): Json => toJson(body);

const commandKinds: Readonly<Record<number, string>> = { 200: 'accepted', 409: 'not-allowed' };
const startKinds: Readonly<Record<number, string>> = { 202: 'started', 409: 'refused', 422: 'idempotency-mismatch' };

/** In one process a start looks twice: before its machine begins, and after this pause; a function's pause is real. */
const VERDICT_LOOK_SECONDS = 0.1;

const startIn = (cloud: Cloud) => ({
  functions: cloud,
  start: async (request: StartRequest) => {
    const answer = await askToStart(cloud, request);
    if (answer.executionId !== undefined) await cloud.clock.sleep(VERDICT_LOOK_SECONDS);
    return answer;
  },
});

/**
 * The function waits for the verdict until it gives up: by a time of its own, since ours stands still while it runs; ours
 * follows when it has answered.
 */
const startWhereNoMachineBegins = (cloud: Cloud, stateMachine: StateMachine) => {
  let isStarted = false;
  const functions = cloud.processesWith(
    {
      ...stateMachine,
      start: async (...how) => {
        isStarted = true;
        await stateMachine.start(...how);
      },
    },
    (name) => {
      if (isStarted && name === 'api') functions.passTime(limits.verdictWaitSeconds);
    },
  );
  return {
    functions,
    start: async (request: StartRequest) => {
      isStarted = false;
      const answer = await askToStart(functions, request);
      const hasWaited = isStarted;
      isStarted = false;
      const waitedSeconds = hasWaited ? limits.verdictWaitSeconds : VERDICT_LOOK_SECONDS;
      if (answer.executionId !== undefined) await cloud.clock.sleep(waitedSeconds);
      return answer;
    },
  };
};

const askToStart = async ({ call }: Pick<Cloud, 'call'>, request: StartRequest) => {
  const { planId, executionType, acceptedInstanceDeletions, initiatedBy, idempotencyKey } = request;
  const headers = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
  const body = toJson({ planId, executionType, acceptedInstanceDeletions });
  const { status, body: told } = startAnswerSchema.parse(
    await call('POST', '/api/executions', body, initiatedBy, headers),
  );
  const kind = startKinds[status] ?? `answered ${status}`;
  return { kind, ...(told.executionId === undefined ? {} : { executionId: told.executionId }) };
};
