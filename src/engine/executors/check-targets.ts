/** What a check asks: one address, or one for each server that was launched. */
import { serverWordsIn, withWords } from '../../domain/action-words.ts';
import type { ActivityContext, ActivityServer } from '../../ports/activity-executor.ts';

export interface CheckTarget {
  readonly serverName?: string;
  /** Absent while an address of the server is not known. */
  readonly text?: string;
  /** Words that are not known of the server yet. */
  readonly missing: readonly string[];
}

export const runWordsOf = (context: ActivityContext): ReadonlyMap<string, string> =>
  new Map([
    ['executionId', context.executionId],
    ['executionType', context.executionType],
    ['planName', context.planName],
    ['waveName', context.waveName],
    ['waveNumber', String(context.waveNumber)],
  ]);

export const launchedServers = ({ servers }: ActivityContext): readonly ActivityServer[] =>
  servers.filter(({ outcome }) => outcome === 'LAUNCHED');

export const checkTargets = (template: string, context: ActivityContext): readonly CheckTarget[] => {
  const words = runWordsOf(context);
  const needed = serverWordsIn(template);
  if (needed.length === 0) return [{ text: withWords(template, words), missing: [] }];
  return launchedServers(context).map((server): CheckTarget => {
    const { serverName } = server;
    const missing = needed.filter((word) => server[word] === undefined);
    if (missing.length > 0) return { serverName, missing };
    const own = needed.map((word): [string, string] => [word, server[word] ?? '']);
    return { serverName, text: withWords(template, new Map([...words, ...own])), missing };
  });
};
