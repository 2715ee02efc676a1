/** What DRS shows of an account and Region, and when: its source servers and recovery instances, from the simulator's journal. */
import { type Scope, scopeKey } from '../../../src/domain/model/scope.ts';
import type { JournalEntry } from '../../../src/simulator/journal.ts';

interface Shown {
  readonly id: string;
  readonly fromMs: number;
  toMs: number;
}

interface During {
  /** From the first moment to the last. */
  readonly always: readonly string[];
  /** At some moment. */
  readonly ever: ReadonlySet<string>;
}

/** `serversOf`: those of now. */
export const createShownByDrs = (serversOf: (accountId: string, region: string) => readonly string[]) => {
  const servers = new Map<string, Shown[]>();
  const instances = new Map<string, Shown[]>();

  const add = (all: Map<string, Shown[]>, place: Scope, id: string, fromMs: number): void => {
    all.set(scopeKey(place), [...(all.get(scopeKey(place)) ?? []), { id, fromMs, toMs: Number.POSITIVE_INFINITY }]);
  };

  /** Who is not in the journal was there from the first. */
  const serversIn = ({ accountId, region }: Scope): readonly Shown[] => {
    const added = servers.get(scopeKey({ accountId, region })) ?? [];
    const first = serversOf(accountId, region).filter((id) => !added.some((server) => server.id === id));
    return [...first.map((id) => ({ id, fromMs: 0, toMs: Number.POSITIVE_INFINITY })), ...added];
  };

  return {
    noteEntry: (entry: JournalEntry): void => {
      if (entry.kind === 'servers') {
        for (const server of entry.servers) {
          if (server.sourceServerId !== undefined) add(servers, server, server.sourceServerId, entry.at);
        }
      }
      if (entry.kind !== 'job') return;
      for (const { removes, cleanup, instance } of entry.job.participants) {
        for (const id of removes) {
          const removed = instances.get(scopeKey(entry.job))?.findLast((each) => each.id === id);
          if (removed !== undefined) removed.toMs = cleanup?.[1] ?? Number.POSITIVE_INFINITY;
        }
        if (instance !== undefined) add(instances, entry.job, instance.instanceId, instance.listedAt);
      }
    },

    during: (place: Scope, list: 'servers' | 'instances', fromMs: number, toMs: number): During => {
      const all = list === 'servers' ? serversIn(place) : (instances.get(scopeKey(place)) ?? []);
      const whole = all.filter((each) => each.fromMs <= fromMs && each.toMs > toMs);
      const part = all.filter((each) => each.fromMs <= toMs && each.toMs > fromMs);
      return { always: whole.map(({ id }) => id), ever: new Set(part.map(({ id }) => id)) };
    },
  };
};
