import type { Estate, ServerSpec } from '../estate/schema.ts';
import type { ActiveFault } from '../faults/rule.ts';
import { sourceServerId } from '../ids.ts';
import type { Credential, Journal, JournalEntry } from '../journal.ts';
import { type Cell, newCell } from './cell.ts';
import { applyChange, isChange } from './changes.ts';
import { addInstance, existingInstance, launchInto } from './existing-instance.ts';
import { endInstance, type Instance } from './instance.ts';
import type { Job } from './job.ts';
import { originInstanceId } from './origin.ts';
import { newServer, type Server } from './server.ts';

const day = 86_400_000;

/**
 * Everything that the simulator knows. Owns the maps; nothing else changes them.
 * W1: a change is in the journal before it is in the maps, and in the maps before anybody is told.
 * W2: the maps are a function of the journal alone; what is true at a time is read off them with that time.
 */
export class World {
  readonly seed: string;
  readonly estate: Estate;
  readonly createdAt: number;
  readonly cells = new Map<string, Cell>();
  readonly credentials = new Map<string, Credential>();
  /** Source servers that are EC2 instances: by the account and Region of the instance, and its id. */
  readonly #origins = new Map<string, Map<string, Server>>();
  faults: ActiveFault[] = [];
  jobCount = 0;
  faultCount = 0;
  readonly #journal: Pick<Journal, 'append'>;
  #watcher: (entry: JournalEntry) => void = () => undefined;

  constructor(created: { seed: string; estate: Estate; at: number }, journal: Pick<Journal, 'append'>) {
    this.seed = created.seed;
    this.estate = created.estate;
    this.createdAt = created.at;
    this.#journal = journal;
    const { accounts } = created.estate;
    // Those that work come first: addresses derive from a cell's number.
    for (const { accountId, regions } of accounts) {
      for (const region of regions) this.#addCell(accountId, region, Number.NEGATIVE_INFINITY);
    }
    for (const { accountId, uninitializedRegions = [] } of accounts) {
      for (const region of uninitializedRegions) this.#addCell(accountId, region);
    }
    this.#addServers(created.estate.servers, created.at);
    created.estate.instances.forEach((spec, index) => {
      addInstance(this.#cellOf(spec), existingInstance(this.#cellOf(spec), spec, index, created.at));
    });
  }

  /** The account in the Region; undefined where nobody has ever been. */
  cell(accountId: string, region: string): Cell | undefined {
    return this.cells.get(`${accountId}/${region}`);
  }

  /** The source servers that are EC2 instances of this account and Region, by the id of the instance. */
  origins({ accountId, region }: { accountId: string; region: string }): ReadonlyMap<string, Server> {
    return this.#origins.get(`${accountId}/${region}`) ?? new Map();
  }

  commit(entry: JournalEntry): void {
    this.#journal.append(entry);
    this.apply(entry);
    this.#watcher(entry);
  }

  /** Is told of each change once it is made. There is one. */
  watch(watcher: (entry: JournalEntry) => void): void {
    this.#watcher = watcher;
  }

  faultUsed(id: string): void {
    this.commit({ kind: 'fault-used', id });
  }

  apply(entry: JournalEntry): void {
    if (isChange(entry)) {
      const cell = this.cell(entry.accountId, entry.region) ?? this.#addCell(entry.accountId, entry.region);
      applyChange(cell, entry);
      return;
    }
    switch (entry.kind) {
      case 'created':
      case 'clock':
      case 'event-listener':
        return;
      case 'job':
        this.#addJob(entry.job);
        return;
      case 'job-ended': {
        const ended = [...this.cells.values()].flatMap((cell) => cell.jobs.get(entry.jobId) ?? [])[0];
        if (ended !== undefined) ended.endedAt = entry.at;
        return;
      }
      case 'credential':
        this.credentials.set(entry.credential.accessKeyId, entry.credential);
        return;
      case 'servers':
        this.#addServers(entry.servers, entry.at);
        return;
      case 'fault-added':
        this.faults.push(entry.fault);
        this.faultCount += 1;
        return;
      case 'fault-used':
        this.faults = this.faults.map((fault) =>
          fault.id === entry.id && fault.remaining !== null ? { ...fault, remaining: fault.remaining - 1 } : fault,
        );
        return;
      case 'fault-removed':
        this.faults = this.faults.filter((fault) => fault.id !== entry.id);
        return;
    }
  }

  #addServers(specs: readonly ServerSpec[], at: number): void {
    for (const spec of specs) {
      const cell = this.#cellOf(spec);
      const id = spec.sourceServerId ?? sourceServerId(this.seed, spec.accountId, spec.region, spec.hostname);
      const server = newServer({ id, spec, position: cell.serverList.length, addedAt: at - 90 * day });
      cell.servers.set(id, server);
      cell.serverList.push(server);
      const { origin } = spec;
      if (origin === undefined) continue;
      const place = `${origin.accountId}/${origin.region}`;
      const there = this.#origins.get(place) ?? new Map<string, Server>();
      this.#origins.set(place, there.set(originInstanceId(server), server));
    }
  }

  #addJob(created: Job): void {
    // Its end may still be changed by hand, and the journal's entry must not change with it.
    const job = { ...created };
    const cell = this.#cellOf(job);
    this.jobCount += 1;
    cell.jobs.set(job.jobId, job);
    cell.jobList.push(job);
    cell.maybeOpen.push(job);
    for (const participant of job.participants) {
      const server = cell.servers.get(participant.sourceServerId);
      if (server === undefined) throw new Error(`job ${job.jobId} names no known server ${participant.sourceServerId}`);
      server.jobs.push(job);
      for (const id of participant.removes) {
        const removed = cell.recoveryInstances.get(id);
        if (removed === undefined || participant.cleanup === undefined) continue;
        endInstance(removed, ...participant.cleanup);
        removed.unlistedAt = participant.cleanup[1];
      }
      if (participant.instance === undefined) continue;
      const { instanceId, wasThere } = participant.instance;
      const instance: Instance = { ...participant.instance, server, job, participant, power: [], volumesOfJobs: [] };
      if (wasThere === true) launchInto(cell, instance);
      else addInstance(cell, instance);
      server.instances.push(instance);
      cell.recoveryInstances.set(instanceId, instance);
      cell.recoveryInstanceList.push(instance);
    }
  }

  #addCell(accountId: string, region: string, initializedAt?: number): Cell {
    const cell = newCell({
      accountId,
      region,
      index: this.cells.size,
      ...(initializedAt === undefined ? {} : { initializedAt }),
    });
    this.cells.set(`${accountId}/${region}`, cell);
    return cell;
  }

  #cellOf({ accountId, region }: { accountId: string; region: string }): Cell {
    const cell = this.cell(accountId, region);
    if (cell === undefined) throw new Error(`the estate has no account ${accountId} with Region ${region}`);
    return cell;
  }
}
