/** What runs the machines of the template's definition: our own interpreter here, or another in its place. */
import { createMemoryItemStore } from '../../../src/adapters/memory/item-store.ts';
import { definitionSchema } from '../../../src/engine/drivers/definition-schema.ts';
import { createEmbeddedMachine } from '../../../src/engine/drivers/embedded/machine.ts';
import { readPointer } from '../../../src/engine/drivers/embedded/pointer.ts';
import type { OperationName } from '../../../src/engine/operations.ts';
import type { Json } from '../../../src/ports/item-store.ts';
import type { MachineInput } from '../../../src/ports/state-machine.ts';
import { createSeededIds } from '../../support/seeded-ids.ts';
import type { VirtualClock } from '../../support/virtual-clock.ts';
import type { FunctionName } from './cloud.ts';

/** Step Functions, as the functions and the tests see it. */
export interface Interpreter {
  /** False: a machine of this name was started before. */
  start(machineName: string, input: MachineInput): Promise<boolean>;
  sendTaskSuccess(taskToken: string): Promise<'sent' | 'gone'>;
  /** Every machine, and for good. */
  stop(): Promise<void>;
}

export interface InterpreterParts {
  /** As it stands in the template, with `${begin}` and so on where CloudFormation fills in the functions. */
  readonly definitionText: string;
  readonly functionOf: (operation: OperationName) => FunctionName;
  readonly clock: VirtualClock;
  /** Rejects where Lambda would report an error of the function. */
  readonly invoke: (name: FunctionName, payload: Json) => Promise<Json>;
  readonly onTaskError: (machineName: string, stateName: string, error: unknown) => void;
}
export type OpenInterpreter = (parts: InterpreterParts) => Promise<Interpreter>;

const SEED = 43;

export const openOwnInterpreter: OpenInterpreter = async (parts) => {
  const store = createMemoryItemStore();
  const task = (operation: OperationName) => (payload: Json) => parts.invoke(parts.functionOf(operation), payload);
  const machine = createEmbeddedMachine({
    store,
    clock: parts.clock,
    ids: createSeededIds(SEED),
    definition: definitionSchema.parse(JSON.parse(parts.definitionText)),
    operations: () => ({
      begin: task('begin'),
      advance: task('advance'),
      park: task('park'),
      poll: task('poll'),
      finalize: task('finalize'),
    }),
    onTaskError: parts.onTaskError,
  });
  return {
    start: async (machineName, input) => {
      const isNew = (await readPointer(store, machineName)) === undefined;
      await machine.start(machineName, input);
      return isNew;
    },
    sendTaskSuccess: (taskToken) => machine.sendTaskSuccess(taskToken),
    stop: () => machine.stop(),
  };
};
