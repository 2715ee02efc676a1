/** Up to when data is wanted, as it is being typed. */
import type { PointsInTime } from '../../../../../src/domain/model/point-in-time.ts';
import { instantOf, isEmptyMoment, type MomentDraft, noMoment } from '../../../components/moment.ts';

export interface PointsDraft {
  readonly from: 'latest' | 'time';
  readonly whole: MomentDraft;
  /** By wave number: a time of its own. */
  readonly waves: Readonly<Record<number, MomentDraft>>;
}

export const latestData: PointsDraft = { from: 'latest', whole: noMoment, waves: {} };

/** As the API takes it; undefined while something is not typed to its end. Nothing at all: the latest data. */
export function pointsOf({ from, whole, waves }: PointsDraft): PointsInTime | undefined {
  if (from === 'latest') return {};
  const pointInTime = instantOf(whole);
  const ofWaves = Object.entries(waves).map(([waveNumber, moment]) => ({
    waveNumber: Number(waveNumber),
    pointInTime: instantOf(moment),
  }));
  if (pointInTime === undefined && (!isEmptyMoment(whole) || ofWaves.length === 0)) return undefined;
  const wavePointsInTime = ofWaves.flatMap((wave) =>
    wave.pointInTime === undefined ? [] : [{ waveNumber: wave.waveNumber, pointInTime: wave.pointInTime }],
  );
  if (wavePointsInTime.length < ofWaves.length) return undefined;
  return {
    ...(pointInTime !== undefined && { pointInTime }),
    ...(wavePointsInTime.length > 0 && { wavePointsInTime }),
  };
}
