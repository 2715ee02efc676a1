import { limits } from '../../domain/limits.ts';
import type { Outcome } from '../../ports/aws-failure.ts';
import { malformedReply, type Operation } from './errors.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextToken?: string | undefined;
}

/** Every page, one after the other, until it is enough. A token that comes a second time would go round for ever: that is a failure. */
export async function readAllPages<Item>(
  operation: Operation,
  readPage: (from: { nextToken?: string }) => Promise<Outcome<Page<Item>>>,
  isEnough: (items: readonly Item[]) => boolean = () => false,
): Promise<Outcome<readonly Item[]>> {
  const items: Item[] = [];
  const tokens = new Set<string>();
  for (let from: { nextToken?: string } = {}; ; ) {
    const page = await readPage(from);
    if (!page.ok) return page;
    for (const item of page.value.items) items.push(item);
    const { nextToken } = page.value;
    // Some lists of AWS end with an empty token.
    if (nextToken === undefined || nextToken === '' || isEnough(items)) return { ok: true, value: items };
    if (tokens.has(nextToken)) return { ok: false, failure: malformedReply(operation, 'a page token came twice') };
    tokens.add(nextToken);
    from = { nextToken };
  }
}

/** Asks for any number of ids, so many in a request. No id is no question: to AWS an empty filter means "all". */
export async function askInChunks<Item>(
  ids: readonly string[],
  size: number,
  ask: (chunk: string[]) => Promise<Outcome<readonly Item[]>>,
): Promise<Outcome<readonly Item[]>> {
  const distinct = [...new Set(ids)];
  const chunks = Array.from({ length: Math.ceil(distinct.length / size) }, (_, index) =>
    distinct.slice(index * size, (index + 1) * size),
  );
  const items: Item[] = [];
  for (let start = 0; start < chunks.length; start += limits.chunksAtOnce) {
    const answers = await Promise.all(chunks.slice(start, start + limits.chunksAtOnce).map(ask));
    for (const answer of answers) {
      if (!answer.ok) return answer;
      for (const item of answer.value) items.push(item);
    }
  }
  return { ok: true, value: items };
}
