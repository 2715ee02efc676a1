import { z } from 'zod';
import { isInitialized } from '../services/drs/operation.ts';
import { startRecovery } from '../services/drs/start-recovery.ts';
import type { Settings } from '../settings.ts';
import { AwsError } from '../wire/aws-error.ts';
import { isOpen, type Job } from '../world/job.ts';
import type { World } from '../world/world.ts';
import { InvalidInput, parseInput } from './invalid-input.ts';

/** Input of the control endpoint's `foreign-job`, without its kind. */
export const foreignJobInput = z.strictObject({
  accountId: z.string(),
  region: z.string(),
  sourceServerIds: z.array(z.string()).min(1),
  isDrill: z.boolean().default(true),
});
/** Somebody else's StartRecovery; a drill unless told. */
export type ForeignJobInput = z.input<typeof foreignJobInput>;

type Place = { world: World; settings: Settings; now: number };

/**
 * Starts a job that nobody here asked for, under the same rules as any other; faults of launches act on it too. Returns
 * its id; throws `InvalidInput` with AWS's words when DRS would refuse it.
 */
export function startForeignJob({ world, settings, now }: Place, input: ForeignJobInput): string {
  const { accountId, region, sourceServerIds, isDrill } = parseInput(foreignJobInput, input);
  const cell = world.cell(accountId, region);
  if (!isInitialized(cell, now))
    throw new InvalidInput(`accountId: account ${accountId} is not initialised in ${region}`);
  const scope = { service: 'drs', operation: 'StartRecovery', accountId, region, concerns: () => false };
  const sourceServers = sourceServerIds.map((sourceServerID) => ({ sourceServerID }));
  try {
    startRecovery.handle({ world, cell, settings, now, asOf: now, scope }, { sourceServers, isDrill });
  } catch (error) {
    if (error instanceof AwsError) throw new InvalidInput(`sourceServerIds: ${error.message}`);
    throw error;
  }
  return cell.jobList.at(-1)?.jobId ?? '';
}

/**
 * What only AWS Support can do: ends a job that never would, once all servers that will be decided are. Its undecided
 * servers stay undecided, but are free again.
 */
export function endJob({ world, now }: Place, jobId: string): void {
  const job = findJob(world, jobId);
  if (job === undefined) throw new InvalidInput(`endJobId: no job ${jobId}`);
  if (job.endedAt !== null) {
    throw new InvalidInput(`endJobId: job ${jobId} ${isOpen(job, now) ? 'ends by itself' : 'has ended'}`);
  }
  const decided = job.participants.map((participant) => participant.decidedAt ?? now);
  world.commit({ kind: 'job-ended', jobId, at: Math.max(now, ...decided) });
}

function findJob(world: World, jobId: string): Job | undefined {
  for (const cell of world.cells.values()) {
    const job = cell.jobs.get(jobId);
    if (job !== undefined) return job;
  }
  return undefined;
}
