/** What was measured on an estate: the programs that measure print such rows, and `npm run bench` reads them. */
import { z } from 'zod';

export const estateRowSchema = z.object({
  label: z.string(),
  /** By the clock. */
  seconds: z.number(),
  cpuSeconds: z.number(),
  targetSeconds: z.number(),
  /** For answers, mostly: how much CPU it takes says nothing of how long. */
  waits: z.boolean().optional(),
});
export type EstateRow = z.infer<typeof estateRowSchema>;

/** By the clock; or, where other work kept the machine from it, by what it took of CPU. */
export const judgedSeconds = ({ seconds, cpuSeconds, waits = false }: EstateRow): number =>
  waits ? seconds : Math.min(seconds, cpuSeconds);

/** For people, or with `--json` for the benchmark. Gives the exit code: 1 when a target is missed. */
export const printEstate = (rows: readonly EstateRow[]): 0 | 1 => {
  const lines = process.argv.includes('--json')
    ? [JSON.stringify(rows)]
    : rows.map(
        ({ label, seconds, cpuSeconds, targetSeconds }) =>
          `${label.padEnd(64)} ${seconds.toFixed(3)} s, ${cpuSeconds.toFixed(3)} s of CPU   (target ${targetSeconds} s)`,
      );
  process.stdout.write(`${lines.join('\n')}\n`);
  return rows.every((row) => judgedSeconds(row) <= row.targetSeconds) ? 0 : 1;
};
