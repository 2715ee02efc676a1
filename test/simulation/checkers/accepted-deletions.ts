/**
 * A launch of ours deletes a live recovery instance, one that is not a drill's, only when whoever started the run named it
 * (design 6.4). What came up just before the launch nobody could see: that is told in what is not guaranteed.
 */
import type { JournalEntry } from '../../../src/simulator/journal.ts';
import type { DrsJobs } from './drs-jobs.ts';
import type { WorldChecker } from './world.ts';

/** A look, the claim that is saved after it and the call that follows are within these: written down a second time. */
const UNSEEN_SECONDS = 300;

export const createAcceptedDeletions = ({ staleMs }: Pick<DrsJobs, 'staleMs'>) => {
  /** From when on DRS lists the live instances. */
  const listedMs = new Map<string, number>();
  /** Of launches whose execution is not known yet. */
  const deletedBy = new Map<string, readonly string[]>();

  const watch: WorldChecker = ({ committed }) =>
    committed.flatMap(({ step, mirrored: { executionId, history } }) =>
      (step?.events ?? []).flatMap(({ data }) => {
        if (data.type !== 'JobStarted') return [];
        const deleted = deletedBy.get(data.jobId) ?? [];
        deletedBy.delete(data.jobId);
        if (deleted.length === 0) return [];
        const accepted = history.flatMap((event) =>
          event.data.type === 'ExecutionStarted' ? (event.data.acceptedInstanceDeletions ?? []) : [],
        );
        return deleted
          .filter((instanceId) => !accepted.includes(instanceId))
          .map(
            (instanceId) =>
              `live instance: ${data.jobKey} of ${executionId} deletes ${instanceId}, and nobody accepted that`,
          );
      }),
    );

  return {
    watch,
    noteEntry: (entry: JournalEntry): void => {
      if (entry.kind !== 'job' || entry.job.type !== 'LAUNCH') return;
      const { jobId, createdAt, initiatedBy, participants } = entry.job;
      const seenUntil = createdAt - UNSEEN_SECONDS * 1000 - staleMs();
      const removed = participants.flatMap(({ removes }) => removes);
      const live = removed.filter((id) => (listedMs.get(id) ?? Number.POSITIVE_INFINITY) <= seenUntil);
      if (live.length > 0) deletedBy.set(jobId, live);
      if (initiatedBy !== 'START_RECOVERY') return;
      // Into which DRS launched stays whatever DRS is asked (existing-stay.ts).
      for (const { instance } of participants) {
        if (instance !== undefined && instance.wasThere !== true) listedMs.set(instance.instanceId, instance.listedAt);
      }
    },
  };
};
