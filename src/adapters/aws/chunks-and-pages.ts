/**
 * Lists that take many requests: all of them, or a failure. A throttle costs the request that it meets, not what was
 * answered before: it alone is asked again, after the time that AWS says, for some seconds in all. Where one request is
 * all, or the first page of a list, nothing would be lost: the caller is told at once.
 */
import { limits } from '../../domain/limits.ts';
import { backoffSeconds } from '../../domain/transition/launch.ts';
import type { AwsFailure, Outcome } from '../../ports/aws-failure.ts';
import type { Clock } from '../../ports/clock.ts';
import { malformedReply, type Operation } from './errors.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextToken?: string | undefined;
}

/** Every page, one after the other, until it is enough. A token that comes a second time would go round for ever: that is a failure. */
export async function readAllPages<Item>(
  clock: Clock,
  operation: Operation,
  readPage: (from: { nextToken?: string }) => Promise<Outcome<Page<Item>>>,
  isEnough: (items: readonly Item[]) => boolean = () => false,
): Promise<Outcome<readonly Item[]>> {
  const items: Item[] = [];
  const tokens = new Set<string>();
  const patience = createPatience(clock);
  for (let from: { nextToken?: string } = {}; ; ) {
    const page = await readPage(from);
    if (!page.ok) {
      if (await patience.outlasts(page.failure)) continue;
      return page;
    }
    patience.begin();
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
  clock: Clock,
  ids: readonly string[],
  size: number,
  ask: (chunk: string[]) => Promise<Outcome<readonly Item[]>>,
): Promise<Outcome<readonly Item[]>> {
  const distinct = [...new Set(ids)];
  const chunks = Array.from({ length: Math.ceil(distinct.length / size) }, (_, index) =>
    distinct.slice(index * size, (index + 1) * size),
  );
  const answers = new Map<string[], readonly Item[]>();
  const patience = createPatience(clock, chunks.length > 1);
  for (let rest = chunks; rest.length > 0; rest = rest.filter((chunk) => !answers.has(chunk))) {
    const failures: AwsFailure[] = [];
    const askOne = async (chunk: string[]): Promise<void> => {
      const answer = await ask(chunk);
      if (answer.ok) answers.set(chunk, answer.value);
      else failures.push(answer.failure);
    };
    const some = rest.slice(0, limits.chunksAtOnce);
    await Promise.all(some.map(askOne));
    if (failures.length < some.length) patience.begin();
    const failure = failures.toSorted(gravestFirst)[0];
    if (failure !== undefined && !(await patience.outlasts(failure))) return { ok: false, failure };
  }
  const items: Item[] = [];
  for (const chunk of chunks) for (const item of answers.get(chunk) ?? []) items.push(item);
  return { ok: true, value: items };
}

/** What is no throttle ends the list; of throttles the longest counts. */
const gravestFirst = (a: AwsFailure, b: AwsFailure): number => gravity(b) - gravity(a);
const gravity = ({ kind, retryAfterSeconds }: AwsFailure): number =>
  kind === 'throttled' ? (retryAfterSeconds ?? 0) : Number.POSITIVE_INFINITY;

const createPatience = (clock: Clock, isLong = false) => {
  let hasBegun = isLong;
  let waitedSeconds = 0;
  let tries = 0;
  return {
    /** Something was answered, and would be lost. */
    begin: (): void => {
      hasBegun = true;
      tries = 0;
    },
    /** Waits, and then it may be asked again; or it is a failure of the whole list. */
    outlasts: async ({ kind, retryAfterSeconds = 0 }: AwsFailure): Promise<boolean> => {
      const pauseSeconds = Math.max(retryAfterSeconds, backoffSeconds(tries));
      if (!hasBegun || kind !== 'throttled' || waitedSeconds + pauseSeconds > limits.throttledListSeconds) return false;
      tries += 1;
      waitedSeconds += pauseSeconds;
      await new Promise<void>((resolve) => clock.after(pauseSeconds, resolve));
      return true;
    },
  };
};
