const pattern = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Seconds of an ISO 8601 duration as DRS writes it (`PT1H30M`); undefined for what has no fixed length, or is none. */
export const durationSeconds = (text: string | undefined): number | undefined => {
  const parts = pattern.exec(text ?? '')?.slice(1);
  if (parts === undefined || parts.every((part) => part === undefined)) return undefined;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0));
  return (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds;
};

/** `3 d 4 h`, `2 h 5 min`, `40 s`: how old something is, to two units. */
export function ageText(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 0) return `${days} d ${hours % 24} h`;
  if (hours > 0) return `${hours} h ${minutes % 60} min`;
  return minutes > 0 ? `${minutes} min` : `${Math.max(0, Math.floor(seconds))} s`;
}

/** A duration as DRS writes it, for people; as it stands when it is none that we can read. */
export const lagText = (duration: string): string => {
  const seconds = durationSeconds(duration);
  return seconds === undefined ? duration : ageText(seconds);
};
