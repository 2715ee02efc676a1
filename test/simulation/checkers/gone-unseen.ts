/**
 * What nobody could see: DRS launched the server, another job deleted the instance, and DRS never said LAUNCHED when it
 * was asked. Then FAILED is what can be known (design 6.2), and the record names the word that it was told instead.
 */
import type { JobReport } from '../../../src/simulator/control/reports.ts';
import type { JournalEntry } from '../../../src/simulator/journal.ts';
import type { VirtualClock } from '../../support/virtual-clock.ts';
import type { Mirrored } from '../support/mirror.ts';
import { UNKNOWN_STATUS } from '../support/night.ts';
import type { WorldChecker } from './world.ts';

type Job = Mirrored['state']['jobs'][number];

/** A server that a job left undecided is looked for so long: an instance that was there meanwhile was to be found. */
const GRACE_MS = 300_000;

export const createGoneUnseen = ({ nowMs }: Pick<VirtualClock, 'nowMs'>) => {
  /** When another job took an instance off DRS's list, and when the record decided a server: both by AWS's clock. */
  const goneMs = new Map<string, number>();
  const decidedMs = new Map<string, number>();

  const watch: WorldChecker = ({ committed }) => {
    for (const { step, mirrored } of committed) {
      for (const { data } of step?.events ?? []) {
        if (data.type !== 'ServersDecided') continue;
        for (const { sourceServerId } of data.servers) {
          decidedMs.set(`${mirrored.executionId} ${data.jobKey} ${sourceServerId}`, nowMs());
        }
      }
    }
    return [];
  };

  return {
    watch,
    noteEntry: (entry: JournalEntry): void => {
      if (entry.kind !== 'job') return;
      for (const { removes, cleanup } of entry.job.participants) {
        const endMs = cleanup?.[1];
        if (typeof endMs === 'number') for (const instanceId of removes) goneMs.set(instanceId, endMs);
      }
    },
    /** True when the record may call a server FAILED that this job launched. */
    isGoneUnseen: (executionId: string, job: Job, server: JobReport['servers'][number]): boolean => {
      const recorded = job.servers.find(({ sourceServerId }) => sourceServerId === server.sourceServerId);
      const wasHidden =
        server.launchStatus !== 'LAUNCHED' || recorded?.reason?.includes(`launchStatus ${UNKNOWN_STATUS}`) === true;
      const gone = goneMs.get(server.instanceId ?? '') ?? Number.POSITIVE_INFINITY;
      const decided = decidedMs.get(`${executionId} ${job.jobKey} ${server.sourceServerId}`) ?? 0;
      return recorded?.outcome === 'FAILED' && wasHidden && gone + GRACE_MS <= decided;
    },
  };
};
