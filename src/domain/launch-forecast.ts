/**
 * How long the servers of a job will still take, as a guess with its uncertainty. Made from DRS's job log (a server
 * cannot be up before its launch began) and from the servers of the same job that are up already. For pacing only:
 * nothing is decided from it.
 */
import type { LaunchJob } from './model/execution.ts';
import type { Instant } from './model/identifiers.ts';
import type { JobObservation, ServerObservation } from './model/observation.ts';
import { addSeconds, earlierOf, secondsBetween } from './time.ts';

/** When something is over: not before `earliestSeconds` from now, and on average `meanSeconds` after that. */
export interface Forecast {
  readonly earliestSeconds: number;
  readonly meanSeconds: number;
}

const launching = {
  /** EC2 needs about a minute at least from DRS's LAUNCH_START until a machine answers. */
  secondsMin: 60,
  /** Two to five minutes, as launches take that nothing is known of yet (design 10). */
  typicalSeconds: [120, 300],
  /** From so many launches on, what this job's own servers took says more than what is typical. */
  ownLaunchesMin: 3,
  /** However alike the launches were, the next is not foretold to the second. */
  gapSecondsMin: 2,
  /** Of how long a server is late already, this much is added to the time that it is given. */
  patience: 0.5,
  /** Snapshot and conversion take two minutes at least. Used when DRS's log cannot be read. */
  beginsAfterSeconds: 120,
} as const;

/** A job is over within seconds of its last server's decision. */
const closingSeconds = 1.5;

/** One forecast for each undecided server; when there is none, the one of the job's own end. */
export const forecastJob = (job: LaunchJob, observation: JobObservation): readonly Forecast[] => {
  const now = observation.lastPolledTime;
  const observed = new Map(observation.servers.map((server) => [server.sourceServerId, server]));
  const undecided = job.servers.filter((server) => server.outcome === 'UNDECIDED');
  if (undecided.length === 0) return [forecastClosing(observation)];
  const launches = launchesOf(launchDurations(job, observation), undecided.length);
  return undecided.map(({ sourceServerId }) => {
    const begunSeconds = secondsBetween(launchBeginning(job, observation, observed.get(sourceServerId)), now);
    return {
      earliestSeconds: Math.max(0, launching.secondsMin - begunSeconds),
      meanSeconds: meanRemainingSeconds(Math.max(0, begunSeconds), launches),
    };
  });
};

/** The probability that all is over within so many seconds. */
export const chanceOfEnd = (forecasts: readonly Forecast[], withinSeconds: number): number => {
  let chance = 1;
  for (const { earliestSeconds, meanSeconds } of forecasts) {
    const seconds = withinSeconds - earliestSeconds;
    if (seconds <= 0) return 0;
    chance *= -Math.expm1(-seconds / meanSeconds);
    // It takes a few of a hundred servers to see that they will not all be up.
    if (chance < NEGLIGIBLE) return 0;
  }
  return chance;
};

/** A day of such a chance is not worth a look. */
const NEGLIGIBLE = 1e-6;

/** What takes long already will take long still: the usual seconds, and as many as have passed. */
const forecastClosing = (observation: JobObservation): Forecast => {
  const decided = observation.servers.map((server) => server.decidedTime).filter((time) => time !== undefined);
  const passed = decided.map((time) => secondsBetween(time, observation.lastPolledTime));
  return { earliestSeconds: 0, meanSeconds: closingSeconds + Math.max(0, Math.min(...passed)) };
};

/** When the server's launch began, or can have begun at the earliest; by our clock, should AWS's be ahead of it. */
const launchBeginning = (
  job: LaunchJob,
  observation: JobObservation,
  server: ServerObservation | undefined,
): Instant => {
  const { lastPolledTime, logReadTime } = observation;
  if (logReadTime === undefined) return addSeconds(job.startedTime ?? lastPolledTime, launching.beginsAfterSeconds);
  return server?.launchStartTime === undefined ? logReadTime : earlierOf(server.launchStartTime, logReadTime);
};

/** Seconds that this job's launched servers took from the beginning of their launch until they were seen up. */
const launchDurations = (job: LaunchJob, observation: JobObservation): readonly number[] =>
  observation.servers.flatMap((server) => {
    if (server.launchStatus !== 'LAUNCHED' || server.decidedTime === undefined) return [];
    const seconds = secondsBetween(launchBeginning(job, observation, server), server.decidedTime);
    return seconds > 0 ? [seconds] : [];
  });

/** What is expected of the launches that are not over, from those that are. */
interface Launches {
  readonly durations: readonly number[];
  readonly longest: number;
  /** Servers come up one after the other, a gap apart: one of several comes up after half of their gaps. */
  readonly shareOfGaps: number;
}

const launchesOf = (seen: readonly number[], undecidedCount: number): Launches => {
  const durations = seen.length < launching.ownLaunchesMin ? [...launching.typicalSeconds, ...seen] : seen;
  const longest = Math.max(...durations);
  const gap = Math.max(launching.gapSecondsMin, (longest - Math.min(...durations)) / durations.length);
  return { durations, longest, shareOfGaps: (gap * (undecidedCount + 1)) / 2 };
};

/**
 * The average of what is left of those launches that took longer than this one has so far, and of one that outlasts
 * them all. A late one is given more time the later it is: it may be of a slower kind than those that are up.
 */
const meanRemainingSeconds = (ageSeconds: number, { durations, longest, shareOfGaps }: Launches): number => {
  const left = durations.filter((seconds) => seconds > ageSeconds).map((seconds) => seconds - ageSeconds);
  const lateSeconds = (ageSeconds - longest) * launching.patience;
  const outlasting = Math.max(longest - ageSeconds, lateSeconds) + shareOfGaps;
  return (left.reduce((total, seconds) => total + seconds, 0) + outlasting) / (left.length + 1);
};
