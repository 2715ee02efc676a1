import { withWords, wordsIn } from '../../domain/action-words.ts';
import type { ActivityContext } from '../../ports/activity-executor.ts';
import { launchedServers, runWordsOf } from './check-targets.ts';

type Parameters = Readonly<Record<string, readonly string[]>>;

/** The parameters with their words replaced; a value that is nothing but `{instanceIds}` becomes the whole list. */
export const parametersOf = (parameters: Parameters, context: ActivityContext): Parameters => {
  const words = runWordsOf(context);
  const lists = listsOf(context);
  return Object.fromEntries(
    Object.entries(parameters).map(([name, values]) => [
      name,
      values.flatMap((value) => {
        const [only = ''] = wordsIn(value);
        if (value === `{${only}}` && lists.has(only)) return lists.get(only) ?? [];
        return [withWords(value, new Map([...words, ...[...lists].map(joined)]))];
      }),
    ]),
  );
};

const joined = ([word, list]: readonly [string, readonly string[]]): [string, string] => [word, list.join(',')];

const listsOf = (context: ActivityContext): ReadonlyMap<string, readonly string[]> => {
  const launched = launchedServers(context);
  return new Map([
    ['sourceServerIds', context.servers.map(({ sourceServerId }) => sourceServerId)],
    ['instanceIds', launched.flatMap(({ instanceId }) => instanceId ?? [])],
    ['privateIps', launched.flatMap(({ privateIp }) => privateIp ?? [])],
  ]);
};
