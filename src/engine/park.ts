/**
 * `park` and wake-ups: no wake-up is ever lost (design 8.2). The token is stored only while the version stands that
 * `advance` decided at; whoever changes the execution commits first, then reads the token, then sends. So does a poll
 * that has news, which leaves the execution's version alone: the news are counted, and read again once the token is there.
 */
import type { ItemStore } from '../ports/item-store.ts';
import type { StateMachine } from '../ports/state-machine.ts';
import { headerKey, tokenBodySchema, tokenKey } from './store/execution-items.ts';
import { toJson } from './store/json.ts';
import { readNews } from './store/observation-store.ts';

export interface ParkPorts {
  readonly store: ItemStore;
  readonly stateMachine: StateMachine;
}

export const park = async (
  ports: ParkPorts,
  request: {
    readonly executionId: string;
    readonly generation: number;
    readonly taskToken: string;
    readonly version: number;
    /** The news that the turn had read. */
    readonly news: number;
  },
): Promise<void> => {
  const key = tokenKey(request.executionId);
  const before = await ports.store.get(key);
  const result = await ports.store.transact([
    {
      kind: 'check',
      key: headerKey(request.executionId),
      condition: { kind: 'version', version: request.version },
    },
    {
      kind: 'put',
      item: {
        ...key,
        version: (before?.version ?? 0) + 1,
        body: toJson({ taskToken: request.taskToken, generation: request.generation }),
      },
      condition: before === undefined ? { kind: 'absent' } : { kind: 'version', version: before.version },
    },
  ]);
  // The execution or what was seen of it changed between the turn and the wait, or another driver stored its token: do
  // not wait.
  const nothingNew = result.ok && (await readNews(ports.store, request.executionId)) === request.news;
  if (!nothingNew) await ports.stateMachine.sendTaskSuccess(request.taskToken);
};

/** Ends the wait of the execution's driver, if it waits. Call it after the commit, never before. */
export const wake = async (ports: ParkPorts, executionId: string): Promise<void> => {
  const item = await ports.store.get(tokenKey(executionId));
  if (item === undefined) return;
  // `gone` is no error: the wait timed out, or somebody else ended it.
  await ports.stateMachine.sendTaskSuccess(tokenBodySchema.parse(item.body).taskToken);
};
