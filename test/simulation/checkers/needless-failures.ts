/**
 * Design 6.6: a throttle, an outage, expired credentials or a quota never fail a wave, and who waits for others waits for a
 * day. A job is refused for what AWS refuses for good; a server is FAILED without a call only when something is the matter
 * with that server.
 */
import type { JournalEntry } from '../../../src/simulator/journal.ts';
import { drawnPlan, placeOfActivity } from '../support/drawn-wave.ts';
import type { Mirrored } from '../support/mirror.ts';
import type { Night } from '../support/night.ts';
import type { WorldChecker } from './world.ts';

interface Parts {
  readonly night: Night;
  readonly clocksApartSeconds: number;
}

/** Written down a second time: what AWS says when another try gives the same; and what passes. */
const FOR_GOOD = /AccessDenied|Unauthorized|Validation|NotFound/;
/** What must be known of a server before DRS is called, and may not be asked. */
const DENIED = /AccessDenied|UnauthorizedOperation/;
const PASSES =
  /Throttl|RequestLimit|InternalServer|InternalFailure|ServiceUnavailable|ExpiredToken|ServiceQuotaExceeded/;
const WAITED_SECONDS = 86_400;

export const createNeedlessFailures = ({ night, clocksApartSeconds }: Parts) => {
  /** Servers with an instance that a launch deletes, and that is not a drill's: live, or there before. */
  const withLiveInstance = new Set<string>();

  const hasWaited = ({ history }: Mirrored, time: string): boolean => {
    const begun = history.find(({ data }) => data.type === 'ExecutionBegun')?.time ?? time;
    return (Date.parse(time) - Date.parse(begun)) / 1000 >= WAITED_SECONDS - clocksApartSeconds;
  };

  /** The recovery point that was chosen at the start may be gone by now. */
  const hasPoint = (mirrored: Mirrored, jobKey: string): boolean => {
    const point = drawnPlan(night, mirrored)?.point;
    const waveNumber = mirrored.state.jobs.find((job) => job.jobKey === jobKey)?.waveNumber;
    return point !== undefined && (point.waveNumber === undefined || point.waveNumber === waveNumber);
  };

  const wasCalled = ({ history }: Mirrored, jobKey: string): boolean =>
    history.some(({ data }) => data.type === 'JobStarted' && data.jobKey === jobKey);

  const watch: WorldChecker = ({ committed }) =>
    committed.flatMap(({ step, mirrored }) =>
      (step?.events ?? []).flatMap(({ time, data }): readonly string[] => {
        const { executionId, state } = mirrored;
        switch (data.type) {
          case 'JobRefused':
            return FOR_GOOD.test(data.error.code) || hasWaited(mirrored, time)
              ? []
              : [`6.6: ${data.jobKey} of ${executionId} is refused for ${data.error.code}: ${data.error.message}`];
          case 'ServersDecided':
            if (state.header.purpose === 'CLEAN_UP' || wasCalled(mirrored, data.jobKey)) return [];
            return data.servers
              .filter(({ outcome, reason }) => outcome === 'FAILED' && !DENIED.test(reason ?? ''))
              .filter(({ sourceServerId }) => !withLiveInstance.has(sourceServerId) && !hasPoint(mirrored, data.jobKey))
              .map(
                ({ sourceServerId, reason }) =>
                  `6.6: ${sourceServerId} (${data.jobKey} of ${executionId}) is FAILED without a call, and nothing is the matter with it: ${reason}`,
              );
          case 'ActivityEnded':
            // Launch settings, which no plan names.
            return placeOfActivity(data.activityKey) === undefined &&
              data.state === 'FAILED' &&
              PASSES.test(data.message)
              ? [`6.6: ${data.activityKey} of ${executionId} is FAILED for what passes: ${data.message}`]
              : [];
          default:
            return [];
        }
      }),
    );

  return {
    watch,
    noteEntry: (entry: JournalEntry): void => {
      if (entry.kind !== 'job' || entry.job.type !== 'LAUNCH') return;
      const { initiatedBy, participants } = entry.job;
      for (const { sourceServerId, instance } of participants) {
        if (instance !== undefined && (initiatedBy === 'START_RECOVERY' || instance.wasThere === true)) {
          withLiveInstance.add(sourceServerId);
        }
      }
    },
  };
};
