/** Seconds of an ISO 8601 duration such as DRS gives for lag: `P1DT2H3M4.5S`; undefined when it is none. */
export function secondsOfDuration(text: string): number | undefined {
  const parts = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text);
  if (parts === null || text === 'P') return undefined;
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = parts;
  return Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
