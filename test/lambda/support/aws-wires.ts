/** The wires from the functions to AWS: each function has its own, where its role is enforced as IAM would. */

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { z } from 'zod';
import { missingOf, type Right } from './roles.ts';

export interface Wire {
  readonly url: string;
  readonly fetch: (request: Request) => Promise<Response>;
  close(): void;
}

export const serveWire = async (fetch: Wire['fetch']): Promise<Wire> => {
  const listener = getRequestListener(fetch, { overrideGlobalObjects: false });
  const server: Server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  // Else it closes an idle connection just when a function sends into it.
  server.keepAliveTimeout = 65_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server does not listen');
  return {
    url: `http://127.0.0.1:${address.port}`,
    fetch,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

const refuse = (action: string): Response =>
  new Response(JSON.stringify({ __type: 'com.amazon.coral.service#AccessDeniedException', message: `no ${action}` }), {
    status: 400,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
  });

const keyOf = z.looseObject({ partition: z.object({ S: z.string() }) });
const itemOf = z.object({
  TableName: z.string(),
  IndexName: z.string().optional(),
  Key: keyOf.optional(),
  Item: keyOf.optional(),
});

/** What a request needs a right for. */
interface Needed extends Right {
  /** The item's. */
  readonly partition?: string | undefined;
}
const transactionOf = z.object({
  TransactItems: z.array(
    z.object({ Put: itemOf.optional(), Delete: itemOf.optional(), ConditionCheck: itemOf.optional() }),
  ),
});

const gettingOf = z.object({ TransactItems: z.array(z.object({ Get: itemOf })) });

/** The actions and tables that a request to DynamoDB needs (DynamoDB guide, "Using IAM with transactions"). */
const neededFor = (operation: string, body: unknown, tablePrefix: string): readonly Needed[] => {
  const right = (name: string, { TableName, IndexName, Key, Item }: z.infer<typeof itemOf>): Needed => {
    const table = TableName.replace(`${tablePrefix}-`, '');
    const resource = IndexName === undefined ? table : `${table}/index/${IndexName}`;
    return { action: `dynamodb:${name}`, resource, partition: (Key ?? Item)?.partition.S };
  };
  if (operation === 'TransactGetItems') {
    return gettingOf.parse(body).TransactItems.map(({ Get }) => right('GetItem', Get));
  }
  if (operation !== 'TransactWriteItems') return [right(operation, itemOf.parse(body))];
  return transactionOf
    .parse(body)
    .TransactItems.flatMap(({ Put, Delete, ConditionCheck }) => [
      ...(Put === undefined ? [] : [right('PutItem', Put)]),
      ...(Delete === undefined ? [] : [right('DeleteItem', Delete)]),
      ...(ConditionCheck === undefined ? [] : [right('ConditionCheckItem', ConditionCheck)]),
    ]);
};

/** DynamoDB Local behind the role of one function. */
export const dynamoDbFor =
  (options: {
    readonly endpoint: string;
    readonly tablePrefix: string;
    readonly rights: readonly Right[];
    readonly onDenied: (right: Right) => void;
    readonly onSent: (operation: string, body: unknown) => void;
  }) =>
  async (request: Request): Promise<Response> => {
    const text = await request.text();
    const operation = request.headers.get('x-amz-target')?.split('.')[1] ?? '';
    options.onSent(operation, JSON.parse(text));
    const denied = neededFor(operation, JSON.parse(text), options.tablePrefix).find(
      ({ action, resource, partition = '' }) =>
        !options.rights.some(
          (right) =>
            right.action === action &&
            right.resource === resource &&
            (right.partitions === undefined || right.partitions.includes(partition)),
        ),
    );
    if (denied !== undefined) {
      options.onDenied(denied);
      return refuse(denied.action);
    }
    const headers = new Headers(request.headers);
    headers.delete('host');
    headers.delete('connection');
    return fetch(options.endpoint, { method: 'POST', headers, body: text });
  };

/** The simulator, where only a role is taken that the function may take; DRS and EC2 are asked by that role's rights. */
export const rolesTakenBy =
  (options: {
    readonly rights: readonly Right[];
    readonly onDenied: (right: Right) => void;
    readonly fetch: Wire['fetch'];
  }) =>
  async (request: Request): Promise<Response> => {
    const form = new URLSearchParams(await request.clone().text());
    if (form.get('Action') !== 'AssumeRole') return options.fetch(request);
    const right: Right = { action: 'sts:AssumeRole', resource: form.get('RoleArn') ?? '' };
    if (missingOf(options.rights, [right]) === undefined) return options.fetch(request);
    options.onDenied(right);
    return new Response(
      '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no sts:AssumeRole</Message></Error></ErrorResponse>',
      { status: 403, headers: { 'content-type': 'text/xml' } },
    );
  };

/** Of every role that is taken the secrets that STS hands out. */
export const notingRoleSecrets =
  (secrets: Set<string>, fetch: Wire['fetch']): Wire['fetch'] =>
  async (request) => {
    const answer = await fetch(request);
    const text = await answer.clone().text();
    for (const [, secret] of text.matchAll(/<(?:SecretAccessKey|SessionToken)>([^<]+)</g)) {
      if (secret !== undefined) secrets.add(secret);
    }
    return answer;
  };

/** Of who publishes to a topic with a key of its own (SNS guide, "Configure AWS KMS permissions"). */
const keyActions = ['kms:GenerateDataKey', 'kms:Decrypt'];

const stepFunctionsBody = z.union([
  z.object({ stateMachineArn: z.string(), name: z.string(), input: z.string() }),
  z.object({ taskToken: z.string(), output: z.string() }),
]);
const inputSchema = z.object({ executionId: z.string(), generation: z.int() });

/** What a request to SNS is about. */
const snsResource = (form: URLSearchParams): string => form.get('TopicArn') ?? form.get('SubscriptionArn') ?? '';

/** Step Functions and SNS behind the role of one function: actions, and what they act on. */
export const jsonServicesFor =
  (options: {
    readonly rights: readonly Right[];
    readonly onDenied: (right: Right) => void;
    /** Of the one that there is; every token is of it. */
    readonly stateMachineArn: string;
    /** Of the topic: its logical id in the template. */
    readonly topicKeyId: string;
    readonly start: (name: string, input: z.infer<typeof inputSchema>) => Promise<boolean>;
    readonly sendTaskSuccess: (taskToken: string) => Promise<'sent' | 'gone'>;
    readonly sns: (request: Request) => Promise<Response>;
  }) =>
  async (request: Request): Promise<Response> => {
    const text = await request.text();
    const target = request.headers.get('x-amz-target');
    if (target === null) {
      const form = new URLSearchParams(text);
      const action = `sns:${form.get('Action')}`;
      const ofKey = keyActions.map((each) => ({ action: each, resource: options.topicKeyId }));
      const missing = missingOf(options.rights, [
        { action, resource: snsResource(form) },
        ...(action === 'sns:Publish' ? ofKey : []),
      ]);
      if (missing !== undefined) {
        options.onDenied(missing);
        return refuse(missing.action);
      }
      return options.sns(new Request(request.url, { method: 'POST', headers: request.headers, body: text }));
    }
    const body = stepFunctionsBody.parse(JSON.parse(text));
    const resource = 'taskToken' in body ? options.stateMachineArn : body.stateMachineArn;
    const missing = missingOf(options.rights, [{ action: `states:${target.split('.')[1]}`, resource }]);
    if (missing !== undefined) {
      options.onDenied(missing);
      return refuse(missing.action);
    }
    const refused = (name: string): Response =>
      new Response(JSON.stringify({ __type: name, message: 'refused' }), { status: 400 });
    if ('taskToken' in body) {
      return (await options.sendTaskSuccess(body.taskToken)) === 'sent' ? Response.json({}) : refused('TaskTimedOut');
    }
    const isNew = await options.start(body.name, inputSchema.parse(JSON.parse(body.input)));
    return isNew ? Response.json({ executionArn: body.name, startDate: 0 }) : refused('ExecutionAlreadyExists');
  };
