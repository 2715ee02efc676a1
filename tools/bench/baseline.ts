/** The figures that are kept in the repository, and what is worse than they are. */
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { type Measure, measureSchema } from './measures.ts';

const baselineSchema = z.object({
  commit: z.string(),
  node: z.string(),
  seed: z.int().positive(),
  runs: z.int().positive(),
  measures: z.array(measureSchema),
});
export type Baseline = z.infer<typeof baselineSchema>;

const file = new URL('baseline.json', import.meta.url);

export const readBaseline = (): Baseline => baselineSchema.parse(JSON.parse(readFileSync(file, 'utf8')));

export const writeBaseline = (baseline: Baseline): void =>
  writeFileSync(file, `${JSON.stringify(baseline, null, 2)}\n`);

/** By so much a figure may worsen before somebody has to look. */
const TOLERANCE = 1.1;

/** By so much a figure of what Breakwater is compared with may change, up or down: it is nobody's to improve. */
const REFERENCE_TOLERANCE = 1.01;

/** A figure that is no number is never as good. */
const isAsGood = ({ value, isReference = false }: Measure, before: number): boolean =>
  isReference
    ? value <= before * REFERENCE_TOLERANCE && value >= before / REFERENCE_TOLERANCE
    : value <= before * TOLERANCE;

/** In words: targets that are missed, figures that are worse than the kept ones, and kept ones that are gone. */
export const findWorse = (measures: readonly Measure[], baseline: readonly Measure[]): readonly string[] => {
  const kept = new Map(baseline.map((measure) => [measure.name, measure.value]));
  const measured = new Set(measures.map(({ name }) => name));
  const text = (value: number): string => String(Number(value.toPrecision(5)));
  return [
    ...measures.flatMap(({ name, value, target }) =>
      // NaN is no figure, and meets nothing.
      target === undefined || value <= target ? [] : [`${name}: ${text(value)}, and the target is ${target}`],
    ),
    ...measures.flatMap((measure) => {
      const before = kept.get(measure.name);
      if (!measure.isExact || before === undefined || isAsGood(measure, before)) return [];
      return [`${measure.name}: ${text(measure.value)}, and it was ${text(before)}`];
    }),
    ...[...kept.keys()].flatMap((name) => (measured.has(name) ? [] : [`${name}: not measured any more`])),
  ];
};
