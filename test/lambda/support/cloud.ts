/**
 * Breakwater as it is deployed, without AWS: the bundled functions in threads with the environment and the rights of the
 * template, the state machine of the template, EventBridge's minute and DRS's events; below them DynamoDB Local and the
 * simulator, on the wire. Time is virtual: it stands still while a function runs.
 */

import { join } from 'node:path';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { z } from 'zod';
import { definitionSchema } from '../../../src/engine/drivers/definition-schema.ts';
import type { OperationName } from '../../../src/engine/operations.ts';
import type { lambdaFunctions } from '../../../src/entry/lambda/functions.ts';
import type { ItemStore, Json } from '../../../src/ports/item-store.ts';
import type { StateMachine } from '../../../src/ports/state-machine.ts';
import { type MakeEstateOptions, makeEstate } from '../../../src/simulator/estate/make-estate.ts';
import { createSimulator } from '../../../src/simulator/simulator.ts';
import { newTablePrefix } from '../../support/dynamodb/access.ts';
import { shopEstate } from '../../support/shop.ts';
import { resourcesOf, type Synthesized, type Template } from '../../support/synth/synthesized.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';
import { dynamoDbFor, jsonServicesFor, notingRoleSecrets, rolesTakenBy, serveWire, type Wire } from './aws-wires.ts';
import { callOverHttpBy, secretsReadBy } from './front-door.ts';
import { createFunctionFleet, type FunctionFleet } from './function-fleet.ts';
import { type RunningFunction, startFunction } from './function-thread.ts';
import { type OpenInterpreter, openOwnInterpreter } from './interpreter.ts';
import { environmentOf, functionLogicalId, nameOf, type Right, rightsOf, rightsOfStateMachine } from './roles.ts';
import { createTemplateTables } from './template-tables.ts';

export type FunctionName = keyof typeof lambdaFunctions;
export const functionNames: readonly FunctionName[] = [
  'begin',
  'advance',
  'park',
  'poll',
  'finalize',
  'find',
  'repair',
  'drive',
  'hear',
  'refresh',
  'syncTags',
  'api',
  'notify',
];

export const HUB_ACCOUNT = '111122223333';
export const REGION = 'us-east-1';
/** Of the console, which CloudFront names. */
export const SERVER_URL = 'https://d111111abcdef8.cloudfront.net';
/** Of the role in the account that everything is in. */
export const EXTERNAL_ID = 'an-external-id-of-the-test';
/** With which every function signs. */
export const FUNCTION_SECRET_KEY = 'secret-access-key-of-the-functions';
const SEED = 42;

type Driver = 'step-functions' | 'schedule';
/** True: the function's process dies when this request of it has taken effect, and before it reads the answer. */
export type Killing = (name: FunctionName, operation: string) => boolean;
/** What may become of an invocation, instead of its answer. */
export type Mishap = (name: FunctionName, event: unknown) => 'answer lost' | undefined;

/** To DynamoDB; its body as DynamoDB reads it. */
export interface StoreRequest {
  readonly by: FunctionName;
  readonly operation: string;
  readonly body: unknown;
}

/** What Lambda carries, and Step Functions where the function is a task. */
interface Invocation {
  readonly name: FunctionName;
  readonly requestBytes: number;
  readonly answerBytes: number;
}

export interface CloudOptions {
  readonly synthesized: Synthesized;
  readonly dynamoDbEndpoint: string;
  readonly openStore: (tablePrefix: string) => ItemStore;
  /** What interprets the template's definition, instead of our own interpreter. */
  readonly openInterpreter?: OpenInterpreter;
  /** The shop unless told. */
  readonly estate?: MakeEstateOptions;
}

export const createCloud = async ({
  synthesized,
  dynamoDbEndpoint,
  openStore,
  openInterpreter = openOwnInterpreter,
  estate = shopEstate,
}: CloudOptions) => {
  const template = synthesized.template('Breakwater');
  const clock = createVirtualClock();
  const tablePrefix = newTablePrefix();
  await createTemplateTables(template, dynamoDbEndpoint, tablePrefix);
  const store = openStore(tablePrefix);
  const simulator = createSimulator({
    seed: SEED,
    now: clock.nowMs,
    wait: (milliseconds) => clock.sleep(milliseconds / 1000),
    estate: {
      ...makeEstate(estate),
      roles: ['BreakwaterTarget', 'BreakwaterTargetReadOnly'].map((roleName) => ({
        accountId: HUB_ACCOUNT,
        roleName,
        externalId: EXTERNAL_ID,
      })),
    },
  });
  const wires: Wire[] = [];
  const simulatorWire = await serveWire(simulator.fetch);
  wires.push(simulatorWire);
  const topicArn = await createTopic(simulatorWire.url);

  const denied: (Right & { readonly by: FunctionName | 'the state machine' })[] = [];
  const storeRequests: StoreRequest[] = [];
  const invocations: Invocation[] = [];
  const taskTokens = new Set<string>();
  const roleSecrets = new Set<string>();
  const taskErrors: string[] = [];
  const mishaps: Mishap[] = [];
  const killings: Killing[] = [];
  let driver: Driver = 'step-functions';

  const stateMachine = resourcesOf(template, 'AWS::StepFunctions::StateMachine')[0]?.[1].Properties;
  const { DefinitionString, DefinitionSubstitutions, StateMachineName } = z
    .looseObject({
      StateMachineName: z.string(),
      DefinitionString: z.string(),
      DefinitionSubstitutions: z.record(
        z.string(),
        z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }),
      ),
    })
    .parse(stateMachine);
  const definition = definitionSchema.parse(JSON.parse(DefinitionString));
  const functionOfTask = (operation: OperationName): FunctionName => {
    const id = DefinitionSubstitutions[operation]?.['Fn::GetAtt'][0];
    const found = functionNames.find((name) => functionLogicalId(template, name) === id);
    if (found === undefined) throw new Error(`the state machine calls no function for ${operation}`);
    return found;
  };
  const stateMachineArn = `arn:aws:states:${REGION}:${HUB_ACCOUNT}:stateMachine:${StateMachineName}`;
  const [topicId, topicKeyId] = topicOf(template);
  /** As CloudFormation fills it in. */
  const placeholder = (name: string): string => `\${${name}}`;
  const filledIn = (text: string): string =>
    text
      .replaceAll(placeholder('AWS::Partition'), 'aws')
      .replaceAll(placeholder('AWS::Region'), REGION)
      .replaceAll(placeholder('AWS::AccountId'), HUB_ACCOUNT)
      .replaceAll(placeholder(topicId), topicArn);
  const ofMachine = rightsOfStateMachine(template);
  /** A task, by the role of the state machine. */
  const invokeTask = async (name: FunctionName, payload: Json): Promise<Json> => {
    const right: Right = { action: 'lambda:InvokeFunction', resource: functionLogicalId(template, name) };
    if (!ofMachine.some(({ action, resource }) => action === right.action && resource === right.resource)) {
      denied.push({ ...right, by: 'the state machine' });
      throw new Error(`AccessDenied: the state machine may not invoke ${name}`);
    }
    const { taskToken } = waitSchema.parse(payload);
    if (taskToken !== undefined) taskTokens.add(taskToken);
    return invoke(name, payload);
  };
  const openMachines = () =>
    openInterpreter({
      definitionText: DefinitionString,
      functionOf: functionOfTask,
      clock,
      invoke: invokeTask,
      onTaskError: (machineName, stateName, error) => taskErrors.push(`${machineName} ${stateName}: ${String(error)}`),
    });
  let machines = await openMachines();
  /** What functions find in the place of Step Functions, and who hears of their requests. */
  interface Surroundings {
    readonly start: (...how: Parameters<StateMachine['start']>) => Promise<boolean>;
    readonly sendTaskSuccess: StateMachine['sendTaskSuccess'];
    /** After each request of a function to DynamoDB, DRS and EC2, when it has its answer. */
    readonly onRequest: (name: FunctionName) => Promise<void> | void;
  }
  const startOne = async (name: FunctionName, time: Float64Array, around: Surroundings): Promise<RunningFunction> => {
    const rights = rightsOf(template, name).map((right) => ({ ...right, resource: filledIn(right.resource) }));
    const environment = environmentOf(template, name);
    const onDenied = (right: Right): void => void denied.push({ ...right, by: name });
    const onSent = (operation: string, body: unknown): void => void storeRequests.push({ by: name, operation, body });
    const dynamoDb = await serveWire(
      killable(name, around, dynamoDbFor({ endpoint: dynamoDbEndpoint, tablePrefix, rights, onDenied, onSent })),
    );
    const targets = notingRoleSecrets(roleSecrets, rolesTakenBy({ rights, onDenied, fetch: simulator.fetch }));
    const aws = await serveWire(killable(name, around, secretsReadBy({ template, rights, onDenied, fetch: targets })));
    const services = await serveWire(
      jsonServicesFor({
        rights,
        onDenied,
        stateMachineArn,
        topicKeyId,
        start: around.start,
        sendTaskSuccess: around.sendTaskSuccess,
        sns: async (request) => {
          const response = await simulator.fetch(request);
          deliverToNotify();
          return response;
        },
      }),
    );
    wires.push(dynamoDb, aws, services);
    const started = await startFunction(
      join(synthesized.bundle, 'index.mjs'),
      {
        ...deployedEnvironment(environment, driver),
        BREAKWATER_STATE_MACHINE_ARN: filledIn(nameOf(template, environment['BREAKWATER_STATE_MACHINE_ARN'])),
        BREAKWATER_TABLE_PREFIX: tablePrefix,
        BREAKWATER_TOPIC_ARN: topicArn,
        BREAKWATER_SERVER_URL: SERVER_URL,
        AWS_LAMBDA_FUNCTION_NAME: `breakwater-${name}`,
        AWS_REGION: REGION,
        AWS_ACCESS_KEY_ID: 'AKIAFUNCTION',
        AWS_SECRET_ACCESS_KEY: FUNCTION_SECRET_KEY,
        AWS_ENDPOINT_URL: aws.url,
        AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.url,
        AWS_ENDPOINT_URL_SFN: services.url,
        AWS_ENDPOINT_URL_SNS: services.url,
      },
      time,
    );
    logs.push(started.lines);
    return started;
  };

  const killable =
    (name: FunctionName, { onRequest }: Surroundings, fetch: Wire['fetch']): Wire['fetch'] =>
    async (request) => {
      const target = request.headers.get('x-amz-target')?.split('.')[1];
      const operation = target ?? new URL(request.url).pathname.slice(1);
      const response = await fetch(request);
      await onRequest(name);
      if (killings.some((kills) => kills(name, operation))) await clock.hold(functions.stop(name));
      return response;
    };

  /** SNS to the function that is subscribed to the topic: each message once, in the part that is for functions. */
  const subscribed = subscribedFunction(template);
  let delivered = 0;
  const deliverToNotify = (): void => {
    const { messages } = simulator.messages.report();
    for (const { messageId, message } of messages.slice(delivered)) {
      delivered += 1;
      const { lambda } = messagePartsSchema.parse(JSON.parse(message));
      const event = { Records: [{ EventSource: 'aws:sns', Sns: { MessageId: messageId, Message: lambda } }] };
      invoke(subscribed, event).catch((error: unknown) => taskErrors.push(`${subscribed}: ${String(error)}`));
    }
  };

  const logs: string[][] = [];
  const fleets: FunctionFleet<FunctionName>[] = [];
  const startFleet = (around: Surroundings): FunctionFleet<FunctionName> => {
    const fleet = createFunctionFleet<FunctionName>({
      start: (name, time) => startOne(name, time, around),
      nowMs: clock.nowMs,
    });
    fleets.push(fleet);
    return fleet;
  };
  const functions = startFleet({
    start: (...how) => machines.start(...how),
    sendTaskSuccess: (taskToken) => machines.sendTaskSuccess(taskToken),
    onRequest: () => undefined,
  });
  const stopAll = async (): Promise<void> => {
    for (const fleet of fleets) await fleet.stopAll();
  };

  const invokeIn = (fleet: FunctionFleet<FunctionName>, name: FunctionName, event: unknown): Promise<Json> => {
    const run = async (): Promise<Json> => {
      const answer = await fleet.invoke(name, event);
      invocations.push({ name, requestBytes: bytesOf(event), answerBytes: bytesOf(answer) });
      if (mishaps.some((mishap) => mishap(name, event) === 'answer lost')) throw new Error('Sandbox.Timedout');
      return answer;
    };
    return clock.hold(run());
  };
  const invoke: Invoke = (name, event) => invokeIn(functions, name, event);

  const findAndRepair = findAndRepairBy(invoke);
  /** EventBridge's minute. */
  const minute = async (): Promise<void> => {
    await findAndRepair();
    await invoke('notify', { operation: 'redeliver' });
    if (driver === 'schedule') await invoke('drive', { operation: 'drive' });
  };
  const everyMinute = (): void => {
    clock.after(60, () => {
      minute()
        .catch((error: unknown) => taskErrors.push(`minute: ${String(error)}`))
        .finally(everyMinute);
    });
  };

  return {
    clock,
    store,
    simulator,
    invoke,
    findAndRepair,
    minute,
    everyMinute,
    mishaps,
    killings,
    denied,
    /** Of all functions, in the order in which they were sent. */
    storeRequests,
    /** That were answered. */
    invocations,
    taskErrors,
    /** Of every wait so far. */
    taskTokens,
    /** Secret keys and session tokens that STS has handed out. */
    roleSecrets,
    definition,
    logText: () => logs.flat().join(''),
    call: callBy(invoke),
    callOverHttp: callOverHttpBy(template, invoke),
    /** Step Functions, past the functions. */
    machines: {
      start: async (...how) => void (await machines.start(...how)),
      sendTaskSuccess: (taskToken) => machines.sendTaskSuccess(taskToken),
    } satisfies StateMachine,
    /**
     * Further processes of the same functions, as Lambda starts them for what comes at the same time; with a time of their
     * own while they run, and with this in the place of Step Functions.
     */
    processesWith: (stateMachine: StateMachine, onRequest: (name: FunctionName) => void = () => undefined) => {
      const fleet = startFleet({
        start: async (...how) => {
          await stateMachine.start(...how);
          return true;
        },
        sendTaskSuccess: (taskToken) => stateMachine.sendTaskSuccess(taskToken),
        onRequest,
      });
      const invokeThere: Invoke = (name, event) => invokeIn(fleet, name, event);
      return {
        invoke: invokeThere,
        call: callBy(invokeThere),
        findAndRepair: findAndRepairBy(invokeThere),
        passTime: fleet.passTime,
      };
    },
    /** EventBridge: DRS's events of the account, as the bus delivers them. */
    forwardDrsEvents: (times = 1) =>
      simulator.events.listen((event) => {
        for (let count = 0; count < times; count += 1)
          invoke('hear', event).catch((error: unknown) => taskErrors.push(String(error)));
      }),
    /** Every machine is gone, as after a `StopExecution` of each, or the end of a Region. */
    killMachines: async (): Promise<void> => {
      await machines.stop();
      machines = await openMachines();
    },
    /** The parameter of the stack. */
    switchTo: async (to: Driver): Promise<void> => {
      driver = to;
      await stopAll();
    },
    close: async (): Promise<void> => {
      await machines.stop();
      await stopAll();
      for (const wire of wires) wire.close();
    },
  };
};
export type Cloud = Awaited<ReturnType<typeof createCloud>>;

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

type Invoke = (name: FunctionName, event: unknown) => Promise<Json>;

const foundSchema = z.object({ executionIds: z.array(z.string()) });
const findAndRepairBy = (invoke: Invoke) => async (): Promise<Json> => {
  const responsePayload = foundSchema.parse(await invoke('find', { operation: 'find' }));
  return invoke('repair', { version: '1.0', requestContext: { condition: 'Success' }, responsePayload });
};

/** A direct invocation of the API's function. */
const callBy =
  (invoke: Invoke) =>
  async (
    method: string,
    path: string,
    body?: Json,
    actor = 'anna',
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ status: number; body: Json }> =>
    z.object({ status: z.number(), body: z.json() }).parse(
      await invoke('api', {
        operation: 'api',
        method,
        path,
        actor,
        headers,
        ...(body === undefined ? {} : { body }),
      }),
    );

const waitSchema = z.looseObject({ taskToken: z.string().optional() });
const topicSchema = z.looseObject({
  KmsMasterKeyId: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }),
});
/** The logical ids of the topic and of its key. */
const topicOf = (template: Template): readonly [string, string] => {
  const [topic, ...others] = resourcesOf(template, 'AWS::SNS::Topic');
  if (topic === undefined || others.length > 0) throw new Error('not one topic');
  return [topic[0], topicSchema.parse(topic[1].Properties).KmsMasterKeyId['Fn::GetAtt'][0]];
};

const messagePartsSchema = z.object({ default: z.string(), lambda: z.string() });

/** Our topic, in the simulator's SNS. */
const createTopic = async (endpoint: string): Promise<string> => {
  const credentials = { accessKeyId: 'AKIAFUNCTION', secretAccessKey: FUNCTION_SECRET_KEY };
  const client = new SNSClient({ endpoint, region: REGION, credentials });
  const { TopicArn } = await client.send(new CreateTopicCommand({ Name: 'breakwater' }));
  client.destroy();
  return z.string().parse(TopicArn);
};

const subscriptionSchema = z.looseObject({
  Protocol: z.literal('lambda'),
  Endpoint: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }),
});
/** The one that the template subscribes to the topic. */
const subscribedFunction = (template: Template): FunctionName => {
  const [subscription] = resourcesOf(template, 'AWS::SNS::Subscription');
  const id = subscriptionSchema.parse(subscription?.[1].Properties).Endpoint['Fn::GetAtt'][0];
  const found = functionNames.find((name) => functionLogicalId(template, name) === id);
  if (found === undefined) throw new Error('no function is subscribed to the topic');
  return found;
};

const ifSchema = z.object({ 'Fn::If': z.tuple([z.literal('IsScheduled'), z.string(), z.string()]) });

/** As CloudFormation fills it in; what refers to other resources is any text here. */
const deployedEnvironment = (variables: Readonly<Record<string, unknown>>, driver: Driver): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variables).map(([name, value]) => {
      if (typeof value === 'string') return [name, value];
      const conditional = ifSchema.safeParse(value);
      if (!conditional.success) return [name, `of-the-template:${name}`];
      const [, scheduled, otherwise] = conditional.data['Fn::If'];
      return [name, driver === 'schedule' ? scheduled : otherwise];
    }),
  );
