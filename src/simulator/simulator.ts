import { createClock, hostClock } from './clock.ts';
import { addServers } from './control/add-servers.ts';
import { clockControl, resumeClock } from './control/clock-control.ts';
import { createControl } from './control/control.ts';
import { eventListenerControl } from './control/event-listener.ts';
import { faultControl } from './control/fault-control.ts';
import { InvalidInput } from './control/invalid-input.ts';
import { endJob, startForeignJob } from './control/job-control.ts';
import { messageControl } from './control/message-control.ts';
import { reachAddress } from './control/network-control.ts';
import { openWorld } from './control/open-world.ts';
import { jobReport, serverReport } from './control/reports.ts';
import { createEventFeed } from './events/event-feed.ts';
import { noJournal } from './journal.ts';
import type { Simulator, SimulatorOptions } from './simulator-types.ts';
import { CallLog } from './wire/call-log.ts';
import { createGateway } from './wire/gateway.ts';
import { defaultQuotas } from './world/quotas.ts';

export type { Simulator, SimulatorOptions } from './simulator-types.ts';

/**
 * A model of DRS, EC2, STS and SNS. Throws `EstateError` for a bad estate, and `JournalMismatch` when the journal belongs to
 * another seed or estate.
 */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const clock = options.clock ?? (options.now === undefined ? createClock() : hostClock(options.now, options.wait));
  const journal = options.journal ?? noJournal;
  const world = openWorld({ journal, clock, seed: options.seed, estate: options.estate });
  resumeClock(clock, journal);
  const settings = {
    quotas: { ...defaultQuotas, ...options.quotas },
    durations: options.durations ?? world.estate.durations,
  };
  const calls = new CallLog();
  const gateway = createGateway({ world, clock, settings, calls });
  const now = (): number => clock.now();
  const cellOf = (accountId: string, region: string) => {
    const cell = world.cell(accountId, region);
    if (cell === undefined) throw new InvalidInput(`accountId: account ${accountId} is not initialised in ${region}`);
    return cell;
  };
  const feed = createEventFeed(world, clock);
  const listener = eventListenerControl({ feed, journal, post: options.postEvent });
  /** Events that are due are told before anything changes, and what a change makes due is told after it. */
  const observed =
    <A extends unknown[], R>(act: (...args: A) => R) =>
    (...args: A): R => {
      feed.deliver();
      const result = act(...args);
      feed.deliver();
      return result;
    };
  const time = clockControl(clock, journal);
  const faults = faultControl(world, now);
  const simulator: Omit<Simulator, 'fetch' | 'exchange'> = {
    seed: world.seed,
    accounts: world.estate.accounts,
    now,
    clock: { advance: observed(time.advance), setSpeed: observed(time.setSpeed) },
    faults: {
      list: faults.list,
      add: observed(faults.add),
      remove: observed(faults.remove),
      clear: observed(faults.clear),
    },
    events: feed,
    eventListener: listener,
    messages: messageControl(world, now),
    calls: () => calls.read(),
    clearCalls: () => calls.clear(),
    jobs: (accountId, region) => cellOf(accountId, region).jobList.map((job) => jobReport(job, now())),
    servers(accountId, region) {
      const cell = cellOf(accountId, region);
      return cell.serverList.map((server) => serverReport(cell, server, now()));
    },
    startForeignJob: observed((input) => startForeignJob({ world, settings, now: now() }, input)),
    endJob: observed((jobId) => endJob({ world, settings, now: now() }, jobId)),
    runs(accountId, region) {
      const { automations, commands, functionCalls } = cellOf(accountId, region);
      return { automations, commands, functionCalls };
    },
    reach: (address) => reachAddress(world, address, now()),
    addServers: observed((servers) => addServers(world, servers, now())),
  };
  const control = createControl(simulator);
  const exchange: Simulator['exchange'] = async (request, authorization) => {
    feed.deliver();
    try {
      return await gateway(request, authorization);
    } finally {
      // A reply that is lost may have started a job all the same.
      feed.deliver();
    }
  };
  return {
    ...simulator,
    exchange,
    async fetch(request) {
      const { method, headers } = request;
      const { pathname, search } = new URL(request.url);
      const body = await request.text();
      if (pathname.startsWith('/_control/')) return control(method, pathname, body);
      const target = headers.get('x-amz-target');
      const reply = await exchange({ method, path: pathname, search, body, target }, headers.get('authorization'));
      return new Response(reply.body === '' ? null : reply.body, { status: reply.status, headers: reply.headers });
    },
  };
}
