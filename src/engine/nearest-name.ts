import { distance } from 'fastest-levenshtein';
import { limits } from '../domain/limits.ts';
import type { Suggest } from '../domain/plan-dependencies.ts';

/** For one file: a person mends what is told first, and a file may hold a hundred thousand names that nothing has. */
export const createSuggest = (): Suggest => {
  let left: number = limits.suggestionsPerFile;
  return (unknown, known) => {
    if (left === 0) return undefined;
    left -= 1;
    return nearestName(unknown, known);
  };
};

/** The known name that an unknown one was probably meant to be; ignores case. `undefined` when none is near. */
export function nearestName(unknown: string, known: readonly string[]): string | undefined {
  const wanted = unknown.toLowerCase();
  const ranked = known
    .map((name) => ({ name, away: distance(wanted, name.toLowerCase()) }))
    .sort((a, b) => a.away - b.away);
  // Somebody stopped typing.
  const begun = wanted.length > 3 ? ranked.find(({ name }) => name.toLowerCase().startsWith(wanted)) : undefined;
  if (begun !== undefined) return begun.name;
  const [best] = ranked;
  // Two typing errors in five letters are the most that still looks like the same word, and three in any.
  const most = Math.min(3, Math.max(1, Math.floor(unknown.length * 0.4)));
  return best !== undefined && best.away <= most ? best.name : undefined;
}
