/** A moment as a person types it: a day and a time by the clock on their wall. */
export interface MomentDraft {
  /** 2026-11-20 */
  readonly date: string;
  /** 03:00 or 03:00:30 */
  readonly time: string;
}

export const noMoment: MomentDraft = { date: '', time: '' };

export const isEmptyMoment = ({ date, time }: MomentDraft): boolean => date === '' && time === '';

/** ISO 8601 in UTC; undefined while it is no whole moment. */
export function instantOf({ date, time }: MomentDraft): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || !/^\d{2}:\d{2}(:\d{2})?$/.test(time)) return undefined;
  const moment = new Date(`${date}T${time}`);
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString();
}

/** As it stands on the wall of who looks. */
export function momentOf(instant: string): MomentDraft {
  const moment = new Date(instant);
  if (Number.isNaN(moment.getTime())) return noMoment;
  const two = (part: number): string => String(part).padStart(2, '0');
  return {
    date: `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`,
    time: `${two(moment.getHours())}:${two(moment.getMinutes())}:${two(moment.getSeconds())}`,
  };
}
