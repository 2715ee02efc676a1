import { withWords, wordsIn } from '../../domain/action-words.ts';
import type { ActivityAnswer } from '../../domain/model/activity.ts';
import { firstFew, shortened } from '../../domain/names.ts';
import type { ActivityContext, ActivityServer } from '../../ports/activity-executor.ts';
import { launchedServers, runWordsOf } from './check-targets.ts';

type Parameters = Readonly<Record<string, readonly string[]>>;

/** Launched servers of which something is not known yet. */
interface Missing {
  readonly kind: 'missing';
  readonly word: 'instanceId' | 'privateIp';
  readonly servers: readonly ActivityServer[];
}

/** It may be known at the next look: DRS and EC2 tell of what was launched in their own time. */
export const notKnownYet = ({ word, servers }: Missing): ActivityAnswer => {
  const names = servers.map(({ serverName }) => serverName);
  const message = shortened(`the ${word} of ${firstFew(names, 3, ', ')} is not known yet`);
  return { kind: 'unavailable', message, mayHaveHappened: false };
};

/** Undefined when it is known of all. */
export const whoLacks = (context: ActivityContext, word: Missing['word']): Missing | undefined => {
  const servers = launchedServers(context).filter((server) => server[word] === undefined);
  return servers.length === 0 ? undefined : { kind: 'missing', word, servers };
};

/** The parameters with their words replaced; a value that is nothing but `{instanceIds}` becomes the whole list. */
export const parametersOf = (
  parameters: Parameters,
  context: ActivityContext,
): { readonly kind: 'known'; readonly values: Parameters } | Missing => {
  const used = new Set(Object.values(parameters).flat().flatMap(wordsIn));
  const missing =
    (used.has('instanceIds') ? whoLacks(context, 'instanceId') : undefined) ??
    (used.has('privateIps') ? whoLacks(context, 'privateIp') : undefined);
  if (missing !== undefined) return missing;
  const words = runWordsOf(context);
  const lists = listsOf(context);
  const values = Object.entries(parameters).map(([name, texts]): [string, readonly string[]] => [
    name,
    texts.flatMap((text) => {
      const [only = ''] = wordsIn(text);
      if (text === `{${only}}` && lists.has(only)) return lists.get(only) ?? [];
      return [withWords(text, new Map([...words, ...[...lists].map(joined)]))];
    }),
  ]);
  return { kind: 'known', values: Object.fromEntries(values) };
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
