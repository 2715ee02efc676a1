/** The one way into every function: what it does not accept is refused, with a clear error and a line in the log. */
import type { OperationName } from '../../engine/operations.ts';
import type { Json } from '../../ports/item-store.ts';
import type { LambdaOperation } from './functions.ts';
import { type Invocation, readInvocation } from './invocation.ts';

type Of<Operation extends Invocation['operation']> = Extract<Invocation, { readonly operation: Operation }>;
type Task = Extract<Invocation, { readonly payload: Json }>;

export interface Handlers extends Readonly<Record<OperationName, (task: Task) => Promise<Json>>> {
  find(): Promise<Json>;
  drive(): Promise<Json>;
  redeliver(): Promise<Json>;
  refresh(): Promise<Json>;
  syncTags(): Promise<Json>;
  repair(invocation: Of<'repair'>): Promise<Json>;
  hear(invocation: Of<'hear'>): Promise<Json>;
  notify(invocation: Of<'notify'>): Promise<Json>;
  api(invocation: Of<'api'>): Promise<Json>;
}

export interface InvocationLog {
  /** Before the operation: what follows in the log is about this execution. */
  begin(operation: LambdaOperation, executionId: string | undefined): void;
  refused(reason: string): void;
  failed(operation: LambdaOperation, error: unknown): void;
}

/** What the caller is told; nothing of what it sent is repeated. */
const refusal = (reason: string): Error => Object.assign(new Error(reason), { name: 'InvocationRefused' });

export const createRouter =
  (accepted: readonly LambdaOperation[], handlers: Handlers, log: InvocationLog) =>
  async (event: unknown): Promise<Json> => {
    const invocation = readInvocation(event);
    const refuse = (reason: string): Error => {
      log.refused(reason);
      return refusal(reason);
    };
    if (invocation === undefined) throw refuse('the event is none that Breakwater knows, or it is malformed');
    const { operation } = invocation;
    if (!accepted.includes(operation)) {
      throw refuse(`this function accepts ${accepted.join(', ')}, and not ${operation}`);
    }
    log.begin(operation, 'executionId' in invocation ? invocation.executionId : undefined);
    try {
      return await dispatch(handlers, invocation);
    } catch (error) {
      log.failed(operation, error);
      throw error;
    }
  };

const dispatch = (handlers: Handlers, invocation: Invocation): Promise<Json> => {
  switch (invocation.operation) {
    case 'find':
      return handlers.find();
    case 'drive':
      return handlers.drive();
    case 'redeliver':
      return handlers.redeliver();
    case 'refresh':
      return handlers.refresh();
    case 'sync-tags':
      return handlers.syncTags();
    case 'repair':
      return handlers.repair(invocation);
    case 'hear':
      return handlers.hear(invocation);
    case 'notify':
      return handlers.notify(invocation);
    case 'api':
      return handlers.api(invocation);
    default:
      return handlers[invocation.operation](invocation);
  }
};
