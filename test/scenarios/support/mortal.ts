import type { ItemStore } from '../../../src/ports/item-store.ts';

/**
 * The end of a process, as kill -9 leaves it: at its n-th write everything that it does stops for ever, in memory, in
 * its store and on the network. What was written stays.
 */
export interface Death {
  /** The write at which the process dies, from 1; later ones never come. */
  readonly atWrite: number;
  /** Whether that write still takes place: the process never learns that it did. */
  readonly writeTakesPlace: boolean;
}

const never = <T>(): Promise<T> => new Promise(() => {});

/** A store and a network for a process that is to die: at a write, or when it is killed. */
export const createMortal = (store: ItemStore, death?: Death) => {
  let writes = 0;
  let dead = false;
  const alive = <T>(work: () => Promise<T>): Promise<T> => (dead ? never() : work());

  const mortalStore: ItemStore = {
    get: (key) => alive(() => store.get(key)),
    getMany: (keys) => alive(() => store.getMany(keys)),
    query: (where) => alive(() => store.query(where)),
    queryIndex: (where) => alive(() => store.queryIndex(where)),
    transact: (items) =>
      alive(async () => {
        writes += 1;
        if (writes !== death?.atWrite) return store.transact(items);
        dead = true;
        if (death.writeTakesPlace) await store.transact(items);
        return never();
      }),
  };
  return {
    store: mortalStore,
    network: (request: Request, send: (request: Request) => Promise<Response>) =>
      alive(async () => {
        const reply = await send(request);
        return dead ? never<Response>() : reply;
      }),
    kill: (): void => {
      dead = true;
    },
    isDead: () => dead,
    writes: () => writes,
  };
};
