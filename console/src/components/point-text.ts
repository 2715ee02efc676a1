import { formatSeconds, secondsBetween } from './duration.ts';

/** How far a recovery point lies before the time that was asked for: "12 min before it". */
export const skewText = (recoveryPointTime: string, pointInTime: string): string => {
  const seconds = Math.round(secondsBetween(recoveryPointTime, pointInTime));
  if (seconds === 0) return 'exactly then';
  return seconds > 0 ? `${formatSeconds(seconds)} before it` : `${formatSeconds(-seconds)} AFTER it`;
};
