import { limits } from './limits.ts';
import type { JobServer, WaveExecution } from './model/execution.ts';

/** A server as messages name it: `shop-db-1 (s-0123…)`. */
export const serverLabel = (server: Pick<JobServer, 'serverName' | 'sourceServerId'>): string =>
  server.serverName === server.sourceServerId
    ? server.sourceServerId
    : `${server.serverName} (${server.sourceServerId})`;

/** A wave as messages name it: number and name. Numbers are 0-based everywhere, as in plan files. */
export const waveLabel = (wave: Pick<WaveExecution, 'waveNumber' | 'waveName'>): string =>
  `wave ${wave.waveNumber} "${wave.waveName}"`;

/** Somebody as messages name them. */
export const personLabel = (actor: string | undefined): string => actor ?? 'unknown';

/** "1 server", "10 servers". */
export const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** The first few, and how many more there are: messages stay readable with 4,000 servers. */
export const firstFew = (texts: readonly string[], most = 5, separator = '; '): string =>
  texts.length <= most
    ? texts.join(separator)
    : `${texts.slice(0, most).join(separator)}${separator}and ${texts.length - most} more`;

/**
 * At most so many UTF-16 units, never with half a character at the end: half of one is no text that can be stored as
 * UTF-8. A half that came from outside is replaced (U+FFFD).
 */
export const cutText = (text: string, most: number): string => {
  const whole = text.toWellFormed();
  if (whole.length <= most) return whole;
  const cut = whole.slice(0, most - 1);
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}…`;
};

/** A reason as it is kept at each server that it concerns. */
export const shortened = (text: string): string => cutText(text, limits.reasonCharacters);

/** What servers wait for that leave their job for good: the events say at once why each of them does. */
export const TAKEN_OUT = 'nothing: they cannot be launched';
