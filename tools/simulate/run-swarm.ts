import { z } from 'zod';
import { NIGHTS_JUDGED, unmetIn } from '../../test/simulation/support/expected-of-nights.ts';
import { createTally, type Tally } from '../../test/simulation/support/tally.ts';
import { spreadOverCores } from '../spread-over-cores.ts';

const nightSchema = z.object({
  seed: z.int(),
  servers: z.int(),
  violations: z.array(z.string()),
  virtualSeconds: z.number(),
  calls: z.int(),
  counts: z.array(z.tuple([z.string(), z.number()])),
});

export interface Swarm {
  readonly tally: Tally;
  readonly nights: readonly {
    readonly seed: number;
    readonly servers: number;
    readonly violations: readonly string[];
  }[];
  readonly virtualSeconds: number;
  readonly calls: number;
  readonly workers: number;
  /** Why it does not speak for all nights: a worker that died, nights that none came back from. */
  readonly shortfalls: readonly string[];
  /** What no night met of what so many must meet; undefined: large nights, or too few to judge that. */
  readonly unmet: readonly string[] | undefined;
}

export interface SwarmRequest {
  readonly first: number;
  readonly count: number;
  readonly isLarge: boolean;
  readonly onNight: (night: { readonly seed: number; readonly violations: readonly string[] }, done: number) => void;
  /** No more nights are wanted: asked after each. */
  readonly isInterrupted?: () => boolean;
}

/** Lives through so many nights, spread over every core: a worker each, which runs the script. Some failed, or interrupted: it stops. */
export const runSwarm = async (
  { first, count, isLarge, onNight, isInterrupted = () => false }: SwarmRequest,
  script = new URL('./run-seeds.ts', import.meta.url),
): Promise<Swarm> => {
  const tally = createTally();
  const nights: z.infer<typeof nightSchema>[] = [];
  const isStopped = (): boolean =>
    isInterrupted() || nights.filter(({ violations }) => violations.length > 0).length >= FAILED_MAX;
  const { workers, shortfalls } = await spreadOverCores({
    script,
    count,
    dataOf: ({ index, step }) => ({ first: first + index, count: count - index, step, isLarge }),
    onMessage: (message) => {
      const night = nightSchema.parse(message);
      nights.push(night);
      for (const [name, times] of night.counts) tally.count(name, times);
      onNight(night, nights.length);
    },
    isStopped,
    nameOf: ({ index, step }, sent) => `seed ${first + index + sent * step}`,
  });
  const missing = count - nights.length;
  return {
    tally,
    nights: nights.toSorted((a, b) => a.seed - b.seed),
    virtualSeconds: nights.reduce((sum, night) => sum + night.virtualSeconds, 0),
    calls: nights.reduce((sum, night) => sum + night.calls, 0),
    workers,
    shortfalls: missing > 0 && !isStopped() ? [...shortfalls, `${missing} of ${count} nights did not end`] : shortfalls,
    unmet: isLarge || nights.length < NIGHTS_JUDGED ? undefined : unmetIn(tally),
  };
};

/** More say no more. */
const FAILED_MAX = 5;
