import { ledgerSchema } from '../../../src/domain/model/ledger.ts';
import { isRunning, placeOf } from '../../domain/checkers/statuses.ts';
import type { WorldChecker } from './world.ts';

// DRS's own figures (quotas L-D88FAC3A, L-05AFA8C6), not those that the product believes in.
const JOBS = 20;
const SERVERS = 500;

/**
 * I6: what all executions together reserve in an account and Region never exceeds DRS's quotas, and the ledger says just
 * what their jobs are.
 */
export const sharedQuotas: WorldChecker = ({ writes, executions }) =>
  writes.flatMap((write) => {
    if (write.kind !== 'put' || !write.item.partition.startsWith('ledger#')) return [];
    const place = write.item.partition.slice('ledger#'.length);
    const running = [...executions.values()].flatMap(({ executionId, state }) =>
      state.jobs
        .filter((job) => isRunning(job) && placeOf(job) === place)
        .map((job) => ({ name: `${executionId} ${job.jobKey} ${job.jobId ?? ''}`, servers: job.servers.length })),
    );
    const servers = running.reduce((sum, job) => sum + job.servers, 0);
    const written = ledgerSchema
      .parse(write.item.body)
      .reservations.map(({ executionId, jobKey, jobId }) => `${executionId} ${jobKey} ${jobId ?? ''}`);
    const missing = running.filter(({ name }) => !written.includes(name));
    return [
      ...(running.length > JOBS || servers > SERVERS
        ? [`I6: ${running.length} jobs with ${servers} servers of ours in ${place}`]
        : []),
      ...(missing.length > 0 || written.length !== running.length
        ? [
            `I6: the ledger of ${place} says ${written.join(', ')}; it runs ${running.map(({ name }) => name).join(', ')}`,
          ]
        : []),
    ];
  });
