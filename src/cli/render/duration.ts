/** `1:02:03`: hours, minutes, seconds. Never negative. */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

/** `03:04:05Z` of an instant. */
export const timeText = (instant: string): string => `${instant.slice(11, 19)}Z`;

/** `2026-11-02 03:04:05Z` of an instant. */
export const dateTimeText = (instant: string): string => `${instant.slice(0, 10)} ${timeText(instant)}`;
