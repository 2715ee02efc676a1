const noBreak = '\u00a0';

/** "30 min": a number and its unit are never on two lines. */
export const withUnit = (count: number | string, unit: string): string => `${count}${noBreak}${unit}`;

/** The same in words that come from elsewhere. */
export const keepUnits = (words: string): string =>
  words.replaceAll(/(\d) (s|min|h|d|%)(?![a-zA-Z])/g, `$1${noBreak}$2`);
