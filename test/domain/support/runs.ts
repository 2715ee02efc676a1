/**
 * How often the property tests run, and from which seed: `BREAKWATER_SEED=7 BREAKWATER_RUNS=10 npx vitest run test/domain`
 * runs ten times as many cases as usual, from another seed. The names of the tests say both.
 */
export const seed = Number(process.env['BREAKWATER_SEED'] ?? 20261120);
const factor = Number(process.env['BREAKWATER_RUNS'] ?? 1);

/** True when at least the usual number of cases is run: then what they reach is looked at as well. */
export const isFullRun = factor >= 1;

export interface Runs {
  readonly seed: number;
  readonly numRuns: number;
}

export const runs = (usual: number): Runs => ({ seed, numRuns: Math.max(1, Math.round(usual * factor)) });

/** The name of a property test, with what is needed to run it again. */
export const named = (sentence: string, { numRuns }: Runs): string => `${sentence} (seed ${seed}, ${numRuns} runs)`;
