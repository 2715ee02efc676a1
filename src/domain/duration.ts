const pattern = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Seconds of an ISO 8601 duration as DRS writes it (`PT1H30M`); undefined for what has no fixed length, or is none. */
export const durationSeconds = (text: string | undefined): number | undefined => {
  const parts = pattern.exec(text ?? '')?.slice(1);
  if (parts === undefined || parts.every((part) => part === undefined)) return undefined;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0));
  return (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds;
};
