import { z } from 'zod';
import { instantSchema } from '../../../domain/model/identifiers.ts';
import type { ItemKey, ItemStore, StoredItem } from '../../../ports/item-store.ts';
import { toJson } from '../../store/json.ts';

const jsonSchema = z.json();

/** Where a machine stands: everything that it needs to go on after a crash. */
export const pointerSchema = z.object({
  machineName: z.string(),
  /** The state that it is in. */
  stateName: z.string(),
  /** The machine's data: ids and the answers of its last tasks. */
  data: z.record(z.string(), jsonSchema),
  status: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED']),
  /** Why it failed. */
  cause: z.string().optional(),
  /** Failed tries of the present state. */
  tries: z.int().nonnegative(),
  wait: z
    .discriminatedUnion('kind', [
      /** A Wait state, or the pause before a retry. */
      z.object({ kind: z.literal('time'), until: instantSchema, onward: z.enum(['next', 'again']) }),
      /** Waits for the token, or for the time-out. */
      z.object({ kind: z.literal('token'), taskToken: z.string(), until: instantSchema, parked: z.boolean() }),
    ])
    .optional(),
});
export type Pointer = z.infer<typeof pointerSchema>;

export interface LoadedPointer {
  readonly pointer: Pointer;
  readonly version: number;
}

/** The index partition of running machines. */
export const RUNNING_MACHINES = 'machine';

const pointerKey = (machineName: string): ItemKey => ({
  table: 'executions',
  partition: `machine#${machineName}`,
  sort: 'pointer',
});

const toItem = (pointer: Pointer, version: number): StoredItem => ({
  ...pointerKey(pointer.machineName),
  version,
  body: toJson(pointer),
  ...(pointer.status === 'RUNNING'
    ? { indexes: { open: { partition: RUNNING_MACHINES, sort: pointer.machineName } } }
    : {}),
});

export const readPointer = async (store: ItemStore, machineName: string): Promise<LoadedPointer | undefined> => {
  const item = await store.get(pointerKey(machineName));
  return item && { pointer: pointerSchema.parse(item.body), version: item.version };
};

/** Undefined when another interpreter moved the machine on in between. Version 0 creates it. */
export const savePointer = async (
  store: ItemStore,
  pointer: Pointer,
  fromVersion: number,
): Promise<LoadedPointer | undefined> => {
  const version = fromVersion + 1;
  const result = await store.transact([
    {
      kind: 'put',
      item: toItem(pointer, version),
      condition: fromVersion === 0 ? { kind: 'absent' } : { kind: 'version', version: fromVersion },
    },
  ]);
  return result.ok ? { pointer, version } : undefined;
};

/** Ends a machine that another driver has taken over from. Nothing when it has moved on: it is seen again next time. */
export const endMachine = async (store: ItemStore, { pointer, version }: LoadedPointer): Promise<void> => {
  const { wait: _wait, ...rest } = pointer;
  await savePointer(store, { ...rest, status: 'SUCCEEDED', cause: 'superseded' }, version);
};

/** All running machines, by name. */
export const readRunningMachines = async (store: ItemStore): Promise<readonly string[]> => {
  const names: string[] = [];
  let after: string | undefined;
  do {
    const page = await store.queryIndex({
      table: 'executions',
      index: 'open',
      partition: RUNNING_MACHINES,
      limit: 500,
      ...(after === undefined ? {} : { after }),
    });
    names.push(...page.items.map((item) => item.partition.slice(item.partition.indexOf('#') + 1)));
    after = page.next;
  } while (after !== undefined);
  return names;
};
