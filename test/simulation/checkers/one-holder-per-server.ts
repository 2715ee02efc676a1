import { lockBodySchema } from '../../../src/engine/store/execution-items.ts';
import { finalStatuses, isRunning, placeOf } from '../../domain/checkers/statuses.ts';
import type { Mirrored } from '../support/mirror.ts';
import type { WorldChecker } from './world.ts';

/**
 * I5: nobody plans or runs a job over a server without its lock; a lock is never taken from an execution that still runs
 * the server, may start it, or has it up and goes on; and an execution gives none back before its end is decided.
 */
export const createOneHolderPerServer = (): WorldChecker => {
  const holders = new Map<string, string>();
  return ({ writes, committed, executions }) => {
    const problems: string[] = [];
    for (const write of writes) {
      const key = write.kind === 'put' ? write.item : write.key;
      if (write.kind === 'check' || !key.partition.startsWith('lock#')) continue;
      const name = `${key.partition.slice('lock#'.length)}#${key.sort}`;
      const holder = holders.get(name);
      if (write.kind === 'delete') {
        const header = executions.get(holder ?? '')?.state.header;
        // Before it has begun: what was taken of others' servers is given back with the refusal.
        if (header?.rosterId !== undefined && !finalStatuses.has(header.status)) {
          problems.push(`I5: the lock of ${name} was given back, and ${holder} is ${header.status}`);
        }
        holders.delete(name);
        continue;
      }
      const { executionId } = lockBodySchema.parse(write.item.body);
      if (holder !== undefined && holder !== executionId && needs(executions.get(holder), name)) {
        problems.push(`I5: ${executionId} took ${name} from ${holder}, which still needs it`);
      }
      holders.set(name, executionId);
    }
    for (const { step } of committed) {
      if (step === undefined) continue;
      const { executionId } = step.after.header;
      const started = new Set(
        step.events.flatMap(({ data }) =>
          data.type === 'JobPlanned' || data.type === 'JobClaimed' ? [data.jobKey] : [],
        ),
      );
      for (const job of step.after.jobs.filter(({ jobKey }) => started.has(jobKey))) {
        for (const { sourceServerId } of job.servers) {
          const holder = holders.get(`${placeOf(job)}#${sourceServerId}`);
          if (holder !== executionId) {
            problems.push(`I5: ${executionId} plans ${sourceServerId} (${job.jobKey}), held by ${holder ?? 'nobody'}`);
          }
        }
      }
    }
    return problems;
  };
};

/**
 * A running job of it has the server; or it is open, not cancelled, and the server is up, is in a wave about whose failure a
 * person has to decide, or in a job that waits in a wave to come.
 */
const needs = (mirrored: Mirrored | undefined, name: string): boolean => {
  if (mirrored === undefined) return false;
  const { header, jobs, waves } = mirrored.state;
  if (finalStatuses.has(header.status)) return false;
  return jobs.some((job) => {
    if (!job.servers.some((server) => `${placeOf(job)}#${server.sourceServerId}` === name)) return false;
    if (isRunning(job)) return true;
    if (header.cancelRequested) return false;
    const { status = '', onFailure, failureAcceptedBy } = waves[job.waveNumber] ?? {};
    const isUp = job.servers.some(
      ({ sourceServerId, outcome }) => outcome === 'LAUNCHED' && `${placeOf(job)}#${sourceServerId}` === name,
    );
    const mayBeRetried =
      ['FAILED', 'TIMED_OUT'].includes(status) && onFailure === 'pause' && failureAcceptedBy === undefined;
    const mayCome = ['PENDING', 'AWAITING_APPROVAL', 'STARTING', 'IN_PROGRESS'].includes(status);
    return isUp || mayBeRetried || (job.state === 'WAITING' && mayCome);
  });
};
