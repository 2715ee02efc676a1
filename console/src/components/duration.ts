import { withUnit } from './with-unit.ts';

/** "45 s", "12 min", "3 h 05 min", "2 d 4 h": as exact as it helps. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 120) return withUnit(whole, 's');
  const minutes = Math.floor(whole / 60);
  if (minutes < 10) return `${withUnit(minutes, 'min')} ${withUnit(String(whole % 60).padStart(2, '0'), 's')}`;
  if (minutes < 60) return withUnit(minutes, 'min');
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${withUnit(hours, 'h')} ${withUnit(String(minutes % 60).padStart(2, '0'), 'min')}`;
  return `${withUnit(Math.floor(hours / 24), 'd')} ${withUnit(hours % 24, 'h')}`;
}

/** From one ISO 8601 time to another, or to a time in milliseconds. */
export const secondsBetween = (from: string, to: string | number): number =>
  ((typeof to === 'number' ? to : Date.parse(to)) - Date.parse(from)) / 1000;
