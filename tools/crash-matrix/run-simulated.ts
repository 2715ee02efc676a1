import { z } from 'zod';
import { spreadOverCores } from '../spread-over-cores.ts';

const messageSchema = z.object({
  total: z.int(),
  call: z.int(),
  when: z.enum(['before', 'after']),
  problems: z.array(z.string()),
});

export type KilledAt = z.infer<typeof messageSchema>;

/** Kills the simulated drill of this number at all of its points, on every core. */
export const runSimulated = async (drill: number, onPoint: () => void) => {
  const killed: KilledAt[] = [];
  const { shortfalls } = await spreadOverCores({
    script: new URL('./kill-at-points.ts', import.meta.url),
    dataOf: (share) => ({ drill, ...share }),
    onMessage: (message) => {
      killed.push(messageSchema.parse(message));
      onPoint();
    },
    isStopped: () => false,
    nameOf: ({ index, step }, sent) => `point ${index + sent * step}`,
  });
  const missing = (killed[0]?.total ?? 1) - killed.length;
  return {
    killed,
    shortfalls: missing > 0 ? [...shortfalls, `${missing} points were not tried`] : shortfalls,
  };
};
