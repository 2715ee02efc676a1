import { createClock, hostClock } from './clock.ts';
import { clockControl, resumeClock } from './control/clock-control.ts';
import { createControl } from './control/control.ts';
import { faultControl } from './control/fault-control.ts';
import { InvalidInput } from './control/invalid-input.ts';
import { endJob, startForeignJob } from './control/job-control.ts';
import { openWorld } from './control/open-world.ts';
import { jobReport, serverReport } from './control/reports.ts';
import { parseServers } from './estate/parse-estate.ts';
import type { Estate } from './estate/schema.ts';
import { noJournal } from './journal.ts';
import type { Simulator, SimulatorOptions } from './simulator-types.ts';
import { CallLog } from './wire/call-log.ts';
import { createGateway } from './wire/gateway.ts';
import { defaultQuotas } from './world/quotas.ts';
import type { World } from './world/world.ts';

export type { Simulator, SimulatorOptions } from './simulator-types.ts';

/**
 * A model of DRS, EC2 and STS. Throws `EstateError` for a bad estate, and `JournalMismatch` when the journal belongs to
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
  const simulator: Omit<Simulator, 'fetch'> = {
    seed: world.seed,
    now,
    clock: clockControl(clock, journal),
    faults: faultControl(world, now),
    calls: () => calls.read(),
    clearCalls: () => calls.clear(),
    jobs: (accountId, region) => cellOf(accountId, region).jobList.map((job) => jobReport(job, now())),
    servers(accountId, region) {
      const cell = cellOf(accountId, region);
      return cell.serverList.map((server) => serverReport(cell, server, now()));
    },
    startForeignJob: (input) => startForeignJob({ world, settings, now: now() }, input),
    endJob: (jobId) => endJob({ world, settings, now: now() }, jobId),
    addServers(servers) {
      const present = [...world.cells.values()].flatMap((cell) => cell.serverList.map((server) => server.spec));
      const specs = parseServers(estateNow(world), present, servers);
      world.commit({ kind: 'servers', at: now(), servers: specs });
      return specs.map((spec) => {
        const added = cellOf(spec.accountId, spec.region).serverList.find(
          (server) => server.spec.hostname === spec.hostname,
        );
        return added?.id ?? '';
      });
    },
  };
  const control = createControl(simulator);
  return {
    ...simulator,
    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      const body = await request.text();
      if (pathname.startsWith('/_control/')) return control(request.method, pathname, body);
      const reply = await gateway(
        { method: request.method, path: pathname, search, body },
        request.headers.get('authorization'),
      );
      return new Response(reply.body === '' ? null : reply.body, { status: reply.status, headers: reply.headers });
    },
  };
}

/** The estate with the Regions that were initialised since, so that servers may join there. */
const estateNow = ({ estate, cells }: World): Estate => ({
  ...estate,
  accounts: estate.accounts.map(({ accountId, name }) => {
    const regions = [...cells.values()].filter((cell) => cell.accountId === accountId).map((cell) => cell.region);
    return { accountId, name, regions };
  }),
});
