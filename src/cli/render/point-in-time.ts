import type { WaveView } from '../../domain/model/execution-view.ts';
import type { RecoveryPoints } from '../../domain/model/point-in-time.ts';
import { waveLabel } from '../../domain/names.ts';
import { dateTimeText } from './duration.ts';

/** Up to when data was asked for, and what was launched: one line for each wave with a point in time. */
export const pointInTimeLines = (waves: readonly WaveView[]): readonly string[] =>
  waves.flatMap((wave) => {
    const { pointInTime, recoveryPoints, achievedRecoveryPoints } = wave;
    if (pointInTime === undefined) return [];
    const chosen = recoveryPoints === undefined ? '' : `; chosen: ${rangeText(recoveryPoints)}`;
    const launched = achievedRecoveryPoints === undefined ? '' : `; launched: ${rangeText(achievedRecoveryPoints)}`;
    return [`Point in time of ${waveLabel(wave)}: ${dateTimeText(pointInTime)}${chosen}${launched}`];
  });

const rangeText = ({ oldestTime, newestTime }: RecoveryPoints): string =>
  oldestTime === newestTime ? dateTimeText(oldestTime) : `${dateTimeText(oldestTime)} to ${dateTimeText(newestTime)}`;
