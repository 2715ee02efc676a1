import type { JobReport } from '../../src/simulator/control/reports.ts';
import { makeEstate } from '../../src/simulator/estate/make-estate.ts';
import type { EstateInput, ServerInput } from '../../src/simulator/estate/schema.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import { drsCall, homeAccount, type RawAnswer } from './wire.ts';

export const region = 'us-east-1';

/** An estate of servers with these names, in the home account and Region. */
export const named = (names: readonly string[], server: Partial<ServerInput> = {}): EstateInput =>
  makeEstate({ servers: names.length, server: (index) => ({ hostname: `${names[index]}`, ...server }) });

export const idsOf = (simulator: Simulator, place = region): string[] =>
  simulator.servers(homeAccount, place).map((server) => server.sourceServerId);

/** Starts a drill (or a recovery) and expects 202 unless a refusal is wanted. */
export function startRecovery(
  simulator: Simulator,
  sourceServerIds: readonly string[],
  { isDrill = true, recoverySnapshotID }: { isDrill?: boolean; recoverySnapshotID?: string } = {},
): Promise<RawAnswer> {
  const sourceServers = sourceServerIds.map((sourceServerID) => ({ sourceServerID, recoverySnapshotID }));
  return drsCall(simulator, 'StartRecovery', { sourceServers, isDrill });
}

/** The newest job. */
export function newestJob(simulator: Simulator): JobReport {
  const job = simulator.jobs(homeAccount, region).at(-1);
  if (job === undefined) throw new Error('no job was started');
  return job;
}

/** Lets the newest job run to its end. */
export function finish(simulator: Simulator): JobReport {
  const { endedAt } = newestJob(simulator);
  if (endedAt === null) throw new Error('the newest job never ends');
  if (endedAt > simulator.now()) simulator.clock.advance((endedAt - simulator.now()) / 1000);
  // Instances are ready a few seconds after their servers are launched.
  simulator.clock.advance(10);
  return newestJob(simulator);
}
