/** What a function is asked, whoever asks: the state machine, EventBridge, a destination, API Gateway, SNS, a person. */
import { z } from 'zod';
import { limits } from '../../domain/limits.ts';
import { operationNames } from '../../engine/operations.ts';
import type { Json } from '../../ports/item-store.ts';

const aboutExecution = { executionId: z.string().min(1), generation: z.int().positive() };
const taskSchema = z.discriminatedUnion('operation', [
  z.looseObject({ operation: z.enum(operationNames).exclude(['park']), ...aboutExecution }),
  z.looseObject({
    operation: z.literal('park'),
    ...aboutExecution,
    taskToken: z.string(),
    version: z.int().nonnegative(),
    news: z.int().nonnegative(),
  }),
]);
/** By a schedule, without anything else to say. */
const scheduledSchema = z.strictObject({ operation: z.enum(['find', 'drive', 'redeliver', 'refresh', 'sync-tags']) });
const repairSchema = z.strictObject({ operation: z.literal('repair'), executionIds: z.array(z.string()) });
/** What Lambda sends to the destination of `find`. */
const foundSchema = z.looseObject({
  requestContext: z.looseObject({ condition: z.literal('Success') }),
  responsePayload: z.object({ executionIds: z.array(z.string()) }),
});
const drsEventSchema = z.looseObject({
  source: z.literal('aws.drs'),
  'detail-type': z.string(),
  account: z.string(),
  region: z.string(),
});
const topicSchema = z.object({
  Records: z
    .array(
      z.looseObject({
        EventSource: z.literal('aws:sns'),
        Sns: z.looseObject({ MessageId: z.string(), Message: z.string() }),
      }),
    )
    .min(1),
});
/** An HTTP API's event, payload format 2.0. The claims are those that its authorizer has verified. */
const httpSchema = z.looseObject({
  version: z.literal('2.0'),
  rawPath: z.string(),
  rawQueryString: z.string(),
  headers: z.record(z.string(), z.string().optional()),
  body: z.string().optional(),
  isBase64Encoded: z.boolean(),
  requestContext: z.looseObject({
    domainName: z.string(),
    http: z.looseObject({ method: z.string(), sourceIp: z.string().optional() }),
    authorizer: z.looseObject({ jwt: z.looseObject({ claims: z.record(z.string(), z.unknown()) }) }).optional(),
  }),
});
export type HttpEvent = z.infer<typeof httpSchema>;
/** A request of the API without API Gateway: who may invoke the function has been decided by IAM. */
const directSchema = z.strictObject({
  operation: z.literal('api'),
  method: z.enum(['GET', 'POST', 'PUT', 'DELETE']),
  /** With its query, for example `/api/executions?limit=10`. */
  path: z.string().startsWith('/api/'),
  headers: z.record(z.string(), z.string()).default({}),
  /** JSON, since Lambda has read it; how deep it may be is asked before it is walked. */
  body: z.unknown().optional(),
  /** Who asks, for the history: the name of the automation. */
  actor: z.string().min(1).max(100),
});
export type DirectRequest = z.infer<typeof directSchema>;

export type Invocation =
  | {
      readonly operation: z.infer<typeof taskSchema>['operation'];
      readonly executionId: string;
      readonly payload: Json;
    }
  | z.infer<typeof scheduledSchema>
  | { readonly operation: 'repair'; readonly executionIds: readonly string[] }
  | { readonly operation: 'hear'; readonly event: unknown }
  | { readonly operation: 'notify'; readonly messages: readonly { readonly id: string; readonly text: string }[] }
  | { readonly operation: 'api'; readonly http: HttpEvent }
  | { readonly operation: 'api'; readonly direct: DirectRequest };

/** Lists and objects within each other, more than anything of ours has: what walks over it would overflow the stack. */
export const isTooDeep = (value: unknown, levels: number = limits.levelsAsked): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((each: unknown) => isTooDeep(each, levels - 1)));

/** Every form that a caller's event has, by its name; each reads its own, and gives undefined for any other. */
export const invocationForms = {
  task: (event) => {
    const { success, data } = taskSchema.safeParse(event);
    if (!success || isTooDeep(event)) return undefined;
    const { operation, executionId } = data;
    return { operation, executionId, payload: z.json().parse(event) };
  },
  schedule: (event) => scheduledSchema.safeParse(event).data,
  repair: (event) => repairSchema.safeParse(event).data,
  found: (event) => {
    const { data } = foundSchema.safeParse(event);
    return data && { operation: 'repair', executionIds: data.responsePayload.executionIds };
  },
  drsEvent: (event) => (drsEventSchema.safeParse(event).success ? { operation: 'hear', event } : undefined),
  topic: (event) => {
    const { data } = topicSchema.safeParse(event);
    const messages = data?.Records.map(({ Sns }) => ({ id: Sns.MessageId, text: Sns.Message }));
    return messages && { operation: 'notify', messages };
  },
  http: (event) => {
    const { data } = httpSchema.safeParse(event);
    return data && { operation: 'api', http: data };
  },
  direct: (event) => {
    const { data } = directSchema.safeParse(event);
    return data && { operation: 'api', direct: data };
  },
} as const satisfies Readonly<Record<string, (event: unknown) => Invocation | undefined>>;

/** Undefined: nothing that any function of ours understands. */
export const readInvocation = (event: unknown): Invocation | undefined => {
  for (const read of Object.values(invocationForms)) {
    const invocation = read(event);
    if (invocation !== undefined) return invocation;
  }
  return undefined;
};
