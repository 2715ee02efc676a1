/** `1:02:03`: hours, minutes, seconds. Never negative. */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

/** `3 d 4 h`, `2 h 5 min`, `40 s`: how old something is, to two units. */
export function ageText(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 0) return `${days} d ${hours % 24} h`;
  if (hours > 0) return `${hours} h ${minutes % 60} min`;
  return minutes > 0 ? `${minutes} min` : `${Math.max(0, Math.floor(seconds))} s`;
}

/** `03:04:05Z` of an instant. */
export const timeText = (instant: string): string => `${instant.slice(11, 19)}Z`;

/** `2026-11-02 03:04:05Z` of an instant. */
export const dateTimeText = (instant: string): string => `${instant.slice(0, 10)} ${timeText(instant)}`;
