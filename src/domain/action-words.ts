/** Words in braces in the texts of an action: `{privateIp}` stands for each launched server's, `{instanceIds}` for all. */

export const serverWords = ['sourceServerId', 'serverName', 'instanceId', 'privateIp', 'publicIp'] as const;
type ServerWord = (typeof serverWords)[number];
export const runWords = ['executionId', 'executionType', 'planName', 'waveName', 'waveNumber'] as const;
export const listWords = ['sourceServerIds', 'instanceIds', 'privateIps'] as const;

/** Not doubled ones: `{{ … }}` is SSM's own. */
const inBraces = /(?<!\{)\{([A-Za-z]+)\}(?!\})/g;

/** The words of a text, in order. */
export const wordsIn = (text: string): readonly string[] =>
  [...text.matchAll(inBraces)].map(([inside]) => inside.slice(1, -1));

/** The text with the words that are known replaced; others stay. */
export const withWords = (text: string, words: ReadonlyMap<string, string>): string =>
  text.replace(inBraces, (whole, word: string) => words.get(word) ?? whole);

const isServerWord = (word: string): word is ServerWord => serverWords.some((known) => known === word);

/** The words of a text that differ from server to server. */
export const serverWordsIn = (text: string): readonly ServerWord[] => [...new Set(wordsIn(text).filter(isServerWord))];
