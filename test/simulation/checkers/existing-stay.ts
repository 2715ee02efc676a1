/**
 * An EC2 instance that was there before DRS launched into it is nobody's to delete: no job of ours does, be it a clean-up
 * or a launch elsewhere. Nobody accepts that in these nights.
 */
import type { JournalEntry } from '../../../src/simulator/journal.ts';
import type { WorldChecker } from './world.ts';

interface Parts {
  readonly existing: ReadonlySet<string>;
  readonly isStrangers: (jobId: string) => boolean;
}

/** DRS launches a server into an instance that was there before. */
export const launchesIntoExisting = (entry: JournalEntry): boolean =>
  entry.kind === 'job' && entry.job.participants.some(({ instance }) => instance?.wasThere === true);

export const createExistingStay = ({ existing, isStrangers }: Parts) => {
  const deletions: { readonly jobId: string; readonly text: string }[] = [];

  /** Whose a job is, is known only once it has been made. */
  const watch: WorldChecker = () =>
    deletions.splice(0).flatMap(({ jobId, text }) => (isStrangers(jobId) ? [] : [`existing instance: ${text}`]));

  return {
    watch,
    noteEntry: (entry: JournalEntry): void => {
      if (entry.kind !== 'job') return;
      const { jobId, type, participants } = entry.job;
      for (const { sourceServerId, removes } of participants) {
        for (const instanceId of removes.filter((id) => existing.has(id))) {
          deletions.push({ jobId, text: `${type} job ${jobId} deletes ${instanceId} of ${sourceServerId}` });
        }
      }
    },
  };
};
