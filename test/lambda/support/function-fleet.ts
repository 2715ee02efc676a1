/** Functions that run side by side and have one time of day: a process of each comes with its first invocation. */
import type { Json } from '../../../src/ports/item-store.ts';
import type { RunningFunction } from './function-thread.ts';

export interface FleetParts<Name extends string> {
  /** A process of this function, which takes its time of day from here. */
  readonly start: (name: Name, time: Float64Array) => Promise<RunningFunction>;
  readonly nowMs: () => number;
}

export const createFunctionFleet = <Name extends string>({ start, nowMs }: FleetParts<Name>) => {
  const time = new Float64Array(new SharedArrayBuffer(8));
  const functions = new Map<Name, Promise<RunningFunction>>();
  const running = (name: Name): Promise<RunningFunction> => {
    const known = functions.get(name) ?? start(name, time);
    functions.set(name, known);
    return known;
  };
  const stop = async (name: Name): Promise<void> => {
    const stopping = functions.get(name);
    functions.delete(name);
    await (await stopping)?.stop();
  };
  return {
    invoke: async (name: Name, event: unknown): Promise<Json> => {
      time[0] = nowMs();
      return (await running(name)).invoke(event);
    },
    stop,
    stopAll: async (): Promise<void> => {
      for (const name of functions.keys()) await stop(name);
    },
    /** For these functions alone, until the next invocation. */
    passTime: (seconds: number): void => {
      time[0] = (time[0] ?? 0) + seconds * 1000;
    },
  };
};
export type FunctionFleet<Name extends string> = ReturnType<typeof createFunctionFleet<Name>>;
