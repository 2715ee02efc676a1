import { z } from 'zod';
import { limits } from '../limits.ts';
import { type Instant, instantSchema } from './identifiers.ts';

/** How a start says up to when data is wanted. Servers of a wave that no time is given for are launched from their latest data. */
export const pointsInTimeShape = {
  pointInTime: instantSchema
    .optional()
    .describe(
      'Each server is launched from its newest recovery point at or before this time; absent: from its latest data',
    ),
  wavePointsInTime: z
    .array(z.strictObject({ waveNumber: z.int().nonnegative(), pointInTime: instantSchema }))
    .max(limits.wavesPerPlan)
    .optional()
    .describe('The same for single waves; it counts instead of the time of the whole plan'),
};

export const pointsInTimeSchema = z.object(pointsInTimeShape);
export type PointsInTime = z.infer<typeof pointsInTimeSchema>;

/** Nothing when the wave is launched from the latest data. */
export const pointInTimeOf = (points: PointsInTime, waveNumber: number): Instant | undefined =>
  points.wavePointsInTime?.findLast((wave) => wave.waveNumber === waveNumber)?.pointInTime ?? points.pointInTime;

/** Only what is given: nothing when all is launched from the latest data. */
export const givenPoints = ({ pointInTime, wavePointsInTime = [] }: PointsInTime): PointsInTime | undefined =>
  pointInTime === undefined && wavePointsInTime.length === 0
    ? undefined
    : {
        ...(pointInTime === undefined ? {} : { pointInTime }),
        ...(wavePointsInTime.length === 0 ? {} : { wavePointsInTime }),
      };

/** The recovery point that a launch names, and when DRS took it. */
export const partialRecoveryPointShape = {
  recoverySnapshotId: z.string().optional(),
  recoverySnapshotTime: z.string().optional(),
};

/** The recovery points of a wave's servers, against the time that was asked for. */
export const recoveryPointsSchema = z.object({
  oldestTime: z.string(),
  newestTime: z.string(),
  /** How long before that time the oldest of them is. */
  skewSecondsMax: z.number(),
});
export type RecoveryPoints = z.infer<typeof recoveryPointsSchema>;
