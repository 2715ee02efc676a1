/** What of the plan would wait behind DRS's quotas, and roughly how long all of it would take. */
import { ageText } from '../../domain/duration.ts';
import { limits } from '../../domain/limits.ts';
import type { RecoveryPlan } from '../../domain/model/recovery-plan.ts';
import type { RosterChunk } from '../../domain/model/roster.ts';
import { scopeKey } from '../../domain/model/scope.ts';
import { type Queueing, type StartForecast, type StartWarning, startWarning } from '../../domain/model/start-check.ts';
import { countOf, waveLabel } from '../../domain/names.ts';
import { forecastStart, type HeldBack } from '../../domain/start-forecast.ts';
import type { LongestJob } from './last-run.ts';
import type { JobsSeen } from './look-at-jobs.ts';

export interface Outlook {
  readonly warnings: readonly StartWarning[];
  /** By wave number. */
  readonly queueing: ReadonlyMap<number, readonly Queueing[]>;
  /** Not without knowing what runs in each account and Region. */
  readonly forecast?: StartForecast;
}

/** `longestJob`: of a run to go by; absent when there is none. */
export const lookAhead = (
  plan: RecoveryPlan,
  chunks: readonly RosterChunk[],
  { use }: JobsSeen,
  longestJob: LongestJob | undefined,
): Outlook => {
  const jobSeconds = Math.max(1, Math.ceil(longestJob?.seconds ?? limits.launchJobSecondsTypical));
  const waves = plan.waves.map(({ waveNumber, dependsOnWaves }) => ({
    waveNumber,
    dependsOnWaves,
    serverCounts: serverCounts(chunks.filter((chunk) => chunk.waveNumber === waveNumber)),
  }));
  const { secondsMax, heldBack } = forecastStart(waves, use, jobSeconds);
  const places = new Map(chunks.map((chunk) => [scopeKey(chunk), chunk] as const));
  // Of an account and Region that did not tell what runs there, nothing is foretold.
  const known = heldBack.filter(({ place }) => use.has(place));
  const isWhole = [...places.keys()].every((place) => use.has(place));
  return {
    warnings: known.map((held) => startWarning('QUOTA', queueingText(plan, held))),
    queueing: new Map(
      [...Map.groupBy(known, ({ waveNumber }) => waveNumber)].map(([waveNumber, all]) => [
        waveNumber,
        all.flatMap((held) => {
          const scope = places.get(held.place);
          return scope === undefined ? [] : [toQueueing(held, scope)];
        }),
      ]),
    ),
    ...(isWhole
      ? {
          forecast: {
            secondsMax: Math.round(secondsMax),
            jobSeconds,
            ...(longestJob === undefined
              ? { basis: 'TYPICAL' as const }
              : { basis: 'LAST_RUN' as const, basisExecutionId: longestJob.executionId }),
          },
        }
      : {}),
  };
};

const serverCounts = (own: readonly RosterChunk[]): ReadonlyMap<string, number> =>
  new Map(
    [...Map.groupBy(own, scopeKey)].map(([place, there]) => [
      place,
      there.reduce((sum, { servers }) => sum + servers.length, 0),
    ]),
  );

const toQueueing = (
  { serverCount, waitingServers, behind, waitSeconds }: HeldBack,
  { accountId, region }: RosterChunk,
): Queueing => ({ accountId, region, serverCount, waitingServers, behind, waitSecondsMax: Math.round(waitSeconds) });

/** What does not fit waits its turn; it does not fail. */
const queueingText = (
  { waves }: RecoveryPlan,
  { waveNumber, place, serverCount, waitingServers, behind, used, isNow, waitSeconds }: HeldBack,
): string => {
  const wave = waves[waveNumber];
  const name = wave === undefined ? `wave ${waveNumber}` : waveLabel(wave);
  const limit =
    behind === 'JOBS'
      ? `DRS runs ${limits.jobsPerScope} jobs at a time, ${used.jobs} in use ${isNow ? 'now' : 'by then'}`
      : `DRS takes ${limits.serversInAllJobs} in all jobs, ${used.servers} in use ${isNow ? 'now' : 'by then'}`;
  return `${name} in ${place}: ${countOf(waitingServers, 'server')} of ${serverCount} would wait their turn: ${limit}; the last starts about ${ageText(waitSeconds)} later`;
};
