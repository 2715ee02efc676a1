/** Which recovery point each server of a wave with a point in time is launched from; or why there is none. */
import { ageText } from '../domain/duration.ts';
import type { Refusal } from '../domain/model/execution.ts';
import type { Instant } from '../domain/model/identifiers.ts';
import { type PointsInTime, pointInTimeOf } from '../domain/model/point-in-time.ts';
import type { RecoveryPlan } from '../domain/model/recovery-plan.ts';
import type { RosterChunk, RosterServer } from '../domain/model/roster.ts';
import type { Scope } from '../domain/model/scope.ts';
import { type StartWarning, startWarning } from '../domain/model/start-check.ts';
import { countOf, firstFew, serverLabel, waveLabel } from '../domain/names.ts';
import { summarisePoints } from '../domain/recovery-points.ts';
import { isBefore } from '../domain/time.ts';
import type { AwsFailure } from '../ports/aws-failure.ts';
import {
  keptText,
  lookEnd,
  type PointsRead,
  type PointsReading,
  type ReadingPorts,
  readPoints,
  readSnapshots,
  type SnapshotsRead,
  type WantedPoint,
} from './recovery-points.ts';
import type { Resolution } from './start-checks.ts';

/** The resolution with the points chosen, and with what speaks against them. As it was when nothing is asked for. */
export const chooseRecoveryPoints = async <Found extends Resolution>(
  { recovery, clock }: ReadingPorts,
  plan: RecoveryPlan,
  points: PointsInTime | undefined,
  resolution: Found,
  reading: PointsReading,
): Promise<Found> => {
  if (points === undefined) return resolution;
  const strange = [...unknownWaves(plan, points), ...timesAhead(plan, points, clock.now())];
  if (strange.length > 0) return { ...resolution, refusals: [...strange, ...resolution.refusals] };
  const wanted = wantedPoints(resolution.chunks, points);
  const read = await readPoints(recovery, wanted, reading);
  const chosen = resolution.chunks.map((chunk) => chooseForChunk(chunk, points, read));
  const chunks = chosen.map(({ chunk }) => chunk);
  const missing = plan.waves.map((wave) => missingOf(wave, chosen));
  // What is kept of the others is of no use, and costs a question each.
  const told = missing.flatMap((servers) => servers.slice(0, SERVERS_TOLD));
  const wordsEnd = lookEnd(reading.clock.now(), reading.deadline);
  const kept = await readSnapshots({ recovery, clock: reading.clock }, told, wordsEnd);
  return {
    ...resolution,
    chunks,
    refusals: [
      ...resolution.refusals,
      ...plan.waves.flatMap((wave, index) => withoutPoint(wave, points, missing[index] ?? [], kept)),
    ],
    warnings: [...resolution.warnings, ...plan.waves.flatMap((wave) => skewWarning(wave, chunks))],
    failures: [...resolution.failures, ...read.failures, ...refusalsOf(wanted, read)],
    ...(read.unasked.length === 0 ? {} : { serversWithoutAnswer: read.unasked }),
  };
};

const SERVERS_TOLD = 20;

/** Of single servers, for good: it is not known what they would be launched from. */
const refusalsOf = (wanted: readonly WantedPoint[], { refusalOf }: PointsRead): readonly AwsFailure[] =>
  wanted
    .flatMap((one) => {
      const failure = refusalOf(one);
      return failure === undefined ? [] : [{ ...failure, message: `${one.sourceServerId}: ${failure.message}` }];
    })
    .slice(0, SERVERS_TOLD);

type NamedWave = Pick<RecoveryPlan['waves'][number], 'waveNumber' | 'waveName'>;

const unknownWaves = ({ planName, waves }: RecoveryPlan, { wavePointsInTime = [] }: PointsInTime): readonly Refusal[] =>
  wavePointsInTime
    .filter(({ waveNumber }) => waves[waveNumber] === undefined)
    .map(({ waveNumber }) => ({
      code: 'WAVE_NOT_FOUND',
      message: `a point in time is given for wave ${waveNumber}, which plan "${planName}" does not have`,
      subjects: [String(waveNumber)],
      remedy: `Its waves are ${firstFew(waves.map(waveLabel), 50, ', ')}.`,
    }));

/** The newest point "before tomorrow" is another one tomorrow: nobody means that. */
const timesAhead = ({ waves }: RecoveryPlan, points: PointsInTime, now: Instant): readonly Refusal[] => {
  const times = waves.map(({ waveNumber }) => pointInTimeOf(points, waveNumber)).filter((time) => time !== undefined);
  return [...new Set(times)]
    .filter((time) => isBefore(now, time))
    .map((time) => ({
      code: 'POINT_IN_TIME_AHEAD',
      message: `the point in time ${time} is yet to come: it is ${now}`,
      subjects: [time],
      remedy: 'Give a time that has passed, or none for the latest data.',
    }));
};

const wantedPoints = (chunks: readonly RosterChunk[], points: PointsInTime): readonly WantedPoint[] =>
  chunks.flatMap(({ accountId, region, waveNumber, servers }) => {
    const pointInTime = pointInTimeOf(points, waveNumber);
    if (pointInTime === undefined) return [];
    return servers.map(({ sourceServerId }) => ({ accountId, region, sourceServerId, pointInTime }));
  });

interface ChosenChunk {
  readonly chunk: RosterChunk;
  /** Servers without a point so old. */
  readonly missing: readonly RosterServer[];
}

const chooseForChunk = (chunk: RosterChunk, points: PointsInTime, read: PointsRead): ChosenChunk => {
  const pointInTime = pointInTimeOf(points, chunk.waveNumber);
  if (pointInTime === undefined) return { chunk, missing: [] };
  const { accountId, region } = chunk;
  const missing: RosterServer[] = [];
  const servers = chunk.servers.map((server): RosterServer => {
    const { sourceServerId } = server;
    const point = read.answerOf({ accountId, region, sourceServerId, pointInTime });
    if (point === null) missing.push(server);
    // Neither: DRS did not say, and that is among the failures, always.
    if (point === null || point === undefined) return server;
    return { ...server, recoverySnapshotId: point.recoverySnapshotId, recoverySnapshotTime: point.time };
  });
  return { chunk: { ...chunk, pointInTime, servers }, missing };
};

type MissingServer = Scope & RosterServer;

const missingOf = (wave: NamedWave, chosen: readonly ChosenChunk[]): readonly MissingServer[] =>
  chosen
    .filter(({ chunk }) => chunk.waveNumber === wave.waveNumber)
    .flatMap(({ chunk: { accountId, region }, missing }) =>
      missing.map((server) => ({ ...server, accountId, region })),
    );

const withoutPoint = (
  wave: NamedWave,
  points: PointsInTime,
  missing: readonly MissingServer[],
  kept: SnapshotsRead,
): readonly Refusal[] => {
  if (missing.length === 0) return [];
  const told = missing.map((server) => {
    const snapshots = kept.answerOf(server);
    return snapshots === undefined ? serverLabel(server) : `${serverLabel(server)}: ${keptText(snapshots)}`;
  });
  return [
    {
      code: 'NO_RECOVERY_POINT',
      message: `${waveLabel(wave)}: ${countOf(missing.length, 'server')} without a recovery point at or before ${pointInTimeOf(points, wave.waveNumber)}: ${firstFew(told, SERVERS_TOLD)}`,
      subjects: missing.slice(0, 100).map(({ sourceServerId }) => sourceServerId),
      remedy: 'Ask for a time from which on each of them has one, or for the latest data.',
    },
  ];
};

const skewWarning = (wave: NamedWave, chunks: readonly RosterChunk[]): readonly StartWarning[] => {
  const own = chunks.filter(({ waveNumber }) => waveNumber === wave.waveNumber);
  const points = summarisePoints(
    own[0]?.pointInTime,
    own.flatMap(({ servers }) => servers),
  );
  if (points === undefined) return [];
  const { oldestTime, newestTime, skewSecondsMax } = points;
  const message = `${waveLabel(wave)} is launched as of ${own[0]?.pointInTime}: recovery points from ${oldestTime} to ${newestTime}, at most ${ageText(skewSecondsMax)} before it`;
  return [startWarning('POINT_IN_TIME', message)];
};
