import type { ActiveFault } from '../faults/rule.ts';
import type { JournalEntry } from '../journal.ts';
import type { Cell } from '../world/cell.ts';
import { findReplication } from '../world/find-replication.ts';
import type { Job } from '../world/job.ts';
import { replicationOf } from '../world/replication.ts';
import type { Server } from '../world/server.ts';
import type { World } from '../world/world.ts';
import { type DrsEvent, launchResult, stalledChange } from './drs-event.ts';
import { TimeQueue } from './time-queue.ts';

export type TimedEvent = { at: number; event: DrsEvent; server: Server };

type Due = { kind: 'launch'; job: Job; index: number } | { kind: 'replication' };

/**
 * What DRS will tell, and when. A job's future is fixed when it starts, so its events are known then; replication stalls
 * and recovers with faults only, so it is looked at when one begins, ends or runs out.
 * T1: what was due before this was made is not told.
 */
export class Timeline {
  readonly #world: World;
  readonly #due = new TimeQueue<Due>();
  /** Servers that a fault has stalled, and that were told of. */
  #stalled = new Set<Server>();

  constructor(world: World, now: number) {
    this.#world = world;
    for (const cell of world.cells.values()) for (const job of cell.jobList) this.#addJob(job);
    for (const fault of world.faults) this.#addFault(fault);
    this.#stalled = this.#stalledAt(now);
    this.#due.takeUntil(now);
  }

  /** To be called with each change, once it is made. */
  changed(entry: JournalEntry, now: number): void {
    if (entry.kind === 'job') this.#addJob(entry.job);
    if (entry.kind === 'fault-added') this.#addFault(entry.fault);
    if (entry.kind === 'fault-removed' || entry.kind === 'servers') this.#due.add(now, { kind: 'replication' });
  }

  nextAt(): number | undefined {
    return this.#due.nextAt();
  }

  /** Takes the events that are due until a time, in the order of their times. */
  takeUntil(until: number): TimedEvent[] {
    return this.#due
      .takeUntil(until)
      .flatMap(({ at, item }) => (item.kind === 'launch' ? this.#launch(item, at) : this.#replication(at)));
  }

  #addJob(job: Job): void {
    if (job.type !== 'LAUNCH') return;
    for (const [index, { outcome, decidedAt }] of job.participants.entries()) {
      const isTold = outcome === 'LAUNCHED' || outcome === 'FAILED';
      if (isTold && decidedAt !== null) this.#due.add(decidedAt, { kind: 'launch', job, index });
    }
  }

  #addFault({ rule, addedAt }: ActiveFault): void {
    if (rule.kind !== 'stalled-replication') return;
    this.#due.add(addedAt, { kind: 'replication' });
    if (rule.forSeconds !== undefined) this.#due.add(addedAt + rule.forSeconds * 1000, { kind: 'replication' });
  }

  #launch({ job, index }: Due & { kind: 'launch' }, at: number): TimedEvent[] {
    const participant = job.participants[index];
    const server = this.#world.cell(job.accountId, job.region)?.servers.get(participant?.sourceServerId ?? '');
    if (participant === undefined || server === undefined) return [];
    return [{ at, server, event: launchResult(this.#world.seed, job, participant, server, at) }];
  }

  #replication(at: number): TimedEvent[] {
    const { seed } = this.#world;
    const now = this.#stalledAt(at);
    const began = [...now].filter((server) => !this.#stalled.has(server));
    const ended = [...this.#stalled].filter((server) => !now.has(server));
    this.#stalled = now;
    return [
      ...began.map((server) => ({ at, server, event: stalledChange(seed, server, true, at) })),
      ...ended.map((server) => ({ at, server, event: stalledChange(seed, server, false, at) })),
    ];
  }

  /** Servers that would replicate if it were not for a fault. */
  #stalledAt(at: number): Set<Server> {
    const stalled = new Set<Server>();
    if (!this.#world.faults.some(stalls)) return stalled;
    for (const cell of this.#world.cells.values()) {
      for (const server of cell.serverList) if (this.#isStalledByFault(cell, server, at)) stalled.add(server);
    }
    return stalled;
  }

  #isStalledByFault(cell: Cell, server: Server, at: number): boolean {
    const isStalled = findReplication(this.#world, cell, server, at).state === 'STALLED';
    return isStalled && replicationOf(server, at).state !== 'STALLED';
  }
}

const stalls = ({ rule }: ActiveFault): boolean => rule.kind === 'stalled-replication';
