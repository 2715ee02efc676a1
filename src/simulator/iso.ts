/** ISO 8601 forms that DRS and EC2 answer with. All times are epoch milliseconds of the simulator. */
export const isoTime = (ms: number): string => new Date(ms).toISOString();

/** `PT1H2M3S`; whole seconds; `PT0S` for nothing or less. */
export function isoDuration(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const text = `${hours > 0 ? `${hours}H` : ''}${minutes > 0 ? `${minutes}M` : ''}${seconds > 0 ? `${seconds}S` : ''}`;
  return text === '' ? 'PT0S' : `PT${text}`;
}
