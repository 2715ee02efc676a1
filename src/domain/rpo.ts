/** How old the data of a run's servers was when they were launched, against the recovery point objective. */
import type { AchievedRpo, RpoStanding } from './model/achieved-rpo.ts';
import type { ExecutionState } from './model/execution.ts';
import type { JobObservation } from './model/observation.ts';
import { currentServers } from './statuses.ts';
import { secondsBetween } from './time.ts';

/** `undefined` members where there is nothing to say. Nothing at all while no server is launched. */
export const rpoStanding = (
  state: ExecutionState,
  observations: ReadonlyMap<string, JobObservation>,
  targetSeconds: number | undefined,
): RpoStanding => {
  const ages = agesOfData(state, observations);
  if (ages.length === 0) return {};
  const achieved = achievedOf(ages);
  return {
    ...(achieved === undefined ? {} : { achievedRpo: achieved }),
    ...(targetSeconds === undefined ? {} : { rpo: verdictOf(achieved, targetSeconds) }),
  };
};

interface AgeOfData {
  readonly serverName: string;
  /** Absent: DRS did not say from when it is. */
  readonly seconds?: number;
}

const agesOfData = (state: ExecutionState, observations: ReadonlyMap<string, JobObservation>): readonly AgeOfData[] =>
  state.waves
    .flatMap(({ waveNumber }) => currentServers(state, waveNumber))
    .filter(({ server }) => server.outcome === 'LAUNCHED')
    .map(({ job, server: { sourceServerId, serverName } }) => {
      const seen = observations.get(job.jobKey)?.servers.find((one) => one.sourceServerId === sourceServerId);
      if (seen?.pointInTime === undefined || job.startedTime === undefined) return { serverName };
      // DRS takes a new point as it begins to launch from the latest data: that is no age.
      return { serverName, seconds: Math.max(0, secondsBetween(seen.pointInTime, job.startedTime)) };
    });

const achievedOf = (ages: readonly AgeOfData[]): AchievedRpo | undefined => {
  const known = ages.flatMap(({ serverName, seconds }) => (seconds === undefined ? [] : [{ serverName, seconds }]));
  const [first, ...others] = known;
  if (first === undefined) return undefined;
  const oldest = others.reduce((a, b) => (b.seconds > a.seconds ? b : a), first);
  return {
    secondsMax: oldest.seconds,
    serverName: oldest.serverName,
    knownServers: known.length,
    unknownServers: ages.length - known.length,
  };
};

const verdictOf = (achieved: AchievedRpo | undefined, targetSeconds: number): NonNullable<RpoStanding['rpo']> => {
  if (achieved === undefined) return 'UNKNOWN';
  if (achieved.secondsMax > targetSeconds) return 'MISSED';
  return achieved.unknownServers > 0 ? 'UNKNOWN' : 'MET';
};
