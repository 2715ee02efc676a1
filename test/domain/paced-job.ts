/** A job of DRS that is looked at just as often as the pace says, without anything else of Breakwater. */
import type { JobServer, LaunchJob } from '../../src/domain/model/execution.ts';
import type { JobObservation, ServerObservation } from '../../src/domain/model/observation.ts';
import { pollIntervalSeconds } from '../../src/domain/polling.ts';
import { addSeconds } from '../../src/domain/time.ts';
import { randomFrom } from '../../src/simulator/random.ts';
import { type DurationChoice, rangesFor } from '../../src/simulator/world/durations.ts';

const START = '2026-11-02T03:00:00.000Z';
const at = (seconds: number): string => addSeconds(START, seconds);

export interface PacedJob {
  readonly seed: number;
  readonly serverCount: number;
  readonly durations: DurationChoice;
  readonly os: 'linux' | 'windows';
  /** The first server's launch takes so many times as long; infinity: it is never up. */
  readonly firstTakes?: number;
  /** Nobody may read the job's log: there are no phases. */
  readonly withoutLog?: boolean;
  /** AWS's clock is ahead of ours by so much. */
  readonly awsAheadSeconds?: number;
}

/** One server's way; all times in seconds since the start. */
interface Course {
  readonly sourceServerId: string;
  readonly launchStart: number;
  readonly up: number;
}

export interface Looks {
  readonly count: number;
  /** From the job's end until a look saw it. Infinity when none did within a day. */
  readonly endUnseenSeconds: number;
  /** For each server, from when it is up until a look saw it. */
  readonly upUnseenSeconds: readonly number[];
  readonly intervals: readonly number[];
}

const DAY_SECONDS = 86_400;

const coursesOf = (paced: PacedJob): readonly Course[] => {
  const ranges = rangesFor(paced.durations, paced.os);
  return Array.from({ length: paced.serverCount }, (_, index) => {
    const random = randomFrom(String(paced.seed), 'paced', String(index));
    const draw = ([low, high]: readonly [number, number]): number => low + random() * (high - low);
    const launchStart = draw(ranges.snapshot) + draw(ranges.conversion);
    const launch = draw(ranges.launch) * (index === 0 ? (paced.firstTakes ?? 1) : 1);
    return { sourceServerId: `s-${index.toString(16).padStart(17, '0')}`, launchStart, up: launchStart + launch };
  });
};

export const lookAtJob = (paced: PacedJob): Looks => {
  const courses = coursesOf(paced);
  const closing = randomFrom(String(paced.seed), 'closing')() * 3;
  const end = Math.max(...courses.map((course) => course.up)) + closing;
  const seenUp = new Map<string, number>();
  const intervals: number[] = [];
  let logRead: number | undefined;
  let now = pollIntervalSeconds(jobOf(courses, seenUp), undefined, START);
  for (; now < Math.min(end, DAY_SECONDS); now += intervals.at(-1) ?? 0) {
    for (const { sourceServerId, up } of courses) {
      if (up <= now && !seenUp.has(sourceServerId)) seenUp.set(sourceServerId, now);
    }
    const lastRead = logRead ?? 0;
    if (!paced.withoutLog && courses.some((course) => course.launchStart > lastRead)) logRead = now;
    const observation = observationOf(paced, courses, seenUp, now, logRead);
    intervals.push(pollIntervalSeconds(jobOf(courses, seenUp), observation, at(now)));
  }
  return {
    count: intervals.length + 1,
    endUnseenSeconds: end > DAY_SECONDS ? Number.POSITIVE_INFINITY : now - end,
    upUnseenSeconds: courses.flatMap(({ sourceServerId, up }) =>
      up > DAY_SECONDS ? [] : [(seenUp.get(sourceServerId) ?? now) - up],
    ),
    intervals,
  };
};

const jobOf = (courses: readonly Course[], seenUp: ReadonlyMap<string, number>): LaunchJob => ({
  jobKey: 'w000-a1-j000',
  waveNumber: 0,
  attempt: 1,
  accountId: '111122223333',
  region: 'us-east-1',
  state: 'STARTED',
  servers: courses.map(
    ({ sourceServerId }): JobServer => ({
      sourceServerId,
      serverName: sourceServerId,
      outcome: seenUp.has(sourceServerId) ? 'LAUNCHED' : 'UNDECIDED',
    }),
  ),
  tries: 0,
  jobId: 'drsjob-1',
  startedTime: START,
});

const observationOf = (
  paced: PacedJob,
  courses: readonly Course[],
  seenUp: ReadonlyMap<string, number>,
  now: number,
  logRead: number | undefined,
): JobObservation => ({
  executionId: 'exec-1',
  jobKey: 'w000-a1-j000',
  jobId: 'drsjob-1',
  accountId: '111122223333',
  region: 'us-east-1',
  jobStatus: 'STARTED',
  servers: courses.map(({ sourceServerId, launchStart }): ServerObservation => {
    const seen = seenUp.get(sourceServerId);
    const begun = logRead !== undefined && launchStart <= logRead;
    return {
      sourceServerId,
      launchStatus: seen === undefined ? 'IN_PROGRESS' : 'LAUNCHED',
      ...(logRead === undefined ? {} : { phase: begun ? 'LAUNCH' : 'CONVERSION' }),
      ...(begun ? { launchStartTime: at(launchStart + (paced.awsAheadSeconds ?? 0)) } : {}),
      ...(seen === undefined ? {} : { decidedTime: at(seen), phase: 'DONE' }),
    };
  }),
  enrichmentAttempts: 0,
  ...(logRead === undefined ? {} : { logReadTime: at(logRead) }),
  lastPolledTime: at(now),
});
