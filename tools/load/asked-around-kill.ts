/**
 * What people ask for around the SIGKILL: plans saved and changed, drills started, cancelled and let through a gate, one
 * after the other of each kind. Who gets no answer asks again, as a client does; what was acknowledged is asked for once,
 * and must be in the record afterwards (`lost.ts`).
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { ApiClient } from '../../src/api/client.ts';
import type { Result } from '../../src/api/exchange.ts';

/** A plan over one server that nothing else uses. */
export interface AsidePlan {
  readonly planId: string;
  readonly planName: string;
}

export interface SavedPlan {
  readonly planId: string;
  readonly version: number;
  readonly planName: string;
  readonly description: string;
}

/** What the server acknowledged, in its order. */
export interface Acknowledged {
  readonly saves: SavedPlan[];
  readonly changes: SavedPlan[];
  readonly starts: { readonly planId: string; readonly key: string; readonly executionId: string }[];
  readonly cancels: { readonly executionId: string; readonly reason: string }[];
  readonly resumes: { readonly executionId: string }[];
}
export type AskedKind = keyof Acknowledged;
export const askedKinds = ['saves', 'changes', 'starts', 'cancels', 'resumes'] as const satisfies readonly AskedKind[];

/** How many plans are kept aside for each kind that uses one up. */
export const asideCounts = { starts: 20, cancels: 10, resumes: 10 } as const;
/** So many plans are changed over and over. */
const CHANGED_PLANS = 3;
/** From one request of a kind to the next. */
const PAUSE_MS = { saves: 20, changes: 50, starts: 100, cancels: 200, resumes: 200 } as const;

export interface AskOptions {
  readonly client: ApiClient;
  /** The group that saved and changed plans call. */
  readonly groupName: string;
  /** To be started. */
  readonly toStart: readonly AsidePlan[];
  /** Executions that wait at the gate of their first wave. */
  readonly toCancel: readonly string[];
  readonly toResume: readonly string[];
}

export interface Asking {
  readonly acknowledged: Acknowledged;
  /** So many were acknowledged, of each kind. */
  counts(): Readonly<Record<AskedKind, number>>;
  /** Goes on until so many of each kind are acknowledged; false when that takes too long. */
  until(count: number): Promise<boolean>;
  /** What has an end of its own is asked for to its end; then no plan is saved or changed any more. */
  stop(): Promise<void>;
}

const GIVE_UP_MS = 60_000;

export const askAround = ({ client, groupName, toStart, toCancel, toResume }: AskOptions): Asking => {
  const acknowledged: Acknowledged = { saves: [], changes: [], starts: [], cancels: [], resumes: [] };
  let isWriting = true;

  const savePlan = async (planName: string, description: string): Promise<SavedPlan> => {
    const document = {
      kind: 'RecoveryPlan',
      planName,
      description,
      waves: [{ waveName: 'all', protectionGroups: [groupName] }],
    };
    const { value } = await answered(() => client.apply([document]));
    const [applied] = value.results;
    if (applied === undefined) throw new Error(`nothing was applied of ${planName}`);
    return { planId: applied.id, version: applied.version, planName, description };
  };
  const save = async (): Promise<void> => {
    for (let number = 0; isWriting; number += 1) {
      acknowledged.saves.push(await savePlan(`written-${number}`, `as written: ${number}`));
      await wait(PAUSE_MS.saves);
    }
  };
  const change = async (): Promise<void> => {
    for (let number = 0; isWriting; number += 1) {
      acknowledged.changes.push(await savePlan(`changed-${number % CHANGED_PLANS}`, `as changed: ${number}`));
      await wait(PAUSE_MS.changes);
    }
  };
  const start = async (): Promise<void> => {
    for (const { planId, planName } of toStart) {
      const key = `load-${planName}`;
      const { value } = await answered(() => client.start({ planId, executionType: 'DRILL' }, key));
      acknowledged.starts.push({ planId, key, executionId: value.executionId });
      await wait(PAUSE_MS.starts);
    }
  };
  const cancel = async (): Promise<void> => {
    for (const executionId of toCancel) {
      const reason = `as cancelled: ${executionId}`;
      await answered(() => client.cancel(executionId, reason), 'may have been done');
      acknowledged.cancels.push({ executionId, reason });
      await wait(PAUSE_MS.cancels);
    }
  };
  const resume = async (): Promise<void> => {
    for (const executionId of toResume) {
      await answered(() => client.resume(executionId, 0), 'may have been done');
      acknowledged.resumes.push({ executionId });
      await wait(PAUSE_MS.resumes);
    }
  };

  const endless = Promise.all([save(), change()]);
  const ending = Promise.all([start(), cancel(), resume()]);
  const failures: unknown[] = [];
  for (const each of [endless, ending]) each.catch((error: unknown) => failures.push(error));
  const counts = (): Readonly<Record<AskedKind, number>> => ({
    saves: acknowledged.saves.length,
    changes: acknowledged.changes.length,
    starts: acknowledged.starts.length,
    cancels: acknowledged.cancels.length,
    resumes: acknowledged.resumes.length,
  });
  return {
    acknowledged,
    counts,
    until: async (count) => {
      const giveUpMs = performance.now() + GIVE_UP_MS;
      while (Object.values(counts()).some((each) => each < count)) {
        if (failures.length > 0) throw failures[0];
        if (performance.now() > giveUpMs) return false;
        // Soon enough that the kill follows an acknowledgement at once.
        await wait(1);
      }
      return true;
    },
    stop: async () => {
      await ending;
      isWriting = false;
      await endless;
    },
  };
};

/**
 * The answer, asked for again until there is one. `may have been done`: a request whose answer was lost may have been
 * carried out, and then is refused when it comes again; the record must have it all the same.
 */
function answered<T>(ask: () => Promise<Result<T>>): Promise<{ readonly value: T }>;
function answered<T>(
  ask: () => Promise<Result<T>>,
  repeat: 'may have been done',
): Promise<{ readonly value: T | undefined }>;
async function answered<T>(ask: () => Promise<Result<T>>, repeat?: 'may have been done') {
  const giveUpMs = performance.now() + GIVE_UP_MS;
  for (let isRepeated = false; ; isRepeated = true) {
    const result = await ask();
    if (result.ok) return { value: result.value };
    const { failure } = result;
    if (repeat !== undefined && isRepeated && failure.kind === 'problem' && failure.problem.status === 409)
      return { value: undefined };
    if (failure.kind !== 'unreachable' || performance.now() > giveUpMs) throw new Error(JSON.stringify(failure));
    await wait(100);
  }
}
