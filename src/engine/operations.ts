import type { Json } from '../ports/item-store.ts';

/** The operations that the state machine calls: its tasks, by name. */
export const operationNames = ['begin', 'advance', 'park', 'poll', 'finalize'] as const;
export type OperationName = (typeof operationNames)[number];

/** Each takes a task's payload and gives its answer; expected failures are answers, exceptions are bugs or outages. */
export type Operations = { readonly [name in OperationName]: (payload: Json) => Promise<Json> };
