import type { FieldError, WaveDocument } from './model/plan-file.ts';
import { waveLabel } from './names.ts';
import { nameKey } from './plan-names.ts';

/** What the dependencies need to know of a wave. */
export type DependentWave = Pick<WaveDocument, 'waveName' | 'dependsOn'>;

/** The nearest of the known names, when one is near enough to be meant. */
export type Suggest = (unknown: string, known: readonly string[]) => string | undefined;

/**
 * The waves before each wave, as numbers counted from 0. A wave without `dependsOn` follows the wave before it. What
 * is wrong is left out of the numbers and told in the errors.
 */
export function resolveDependencies(
  waves: readonly DependentWave[],
  suggest: Suggest,
): { readonly dependsOnWaves: readonly (readonly number[])[]; readonly errors: readonly FieldError[] } {
  const numbers = new Map(waves.map((wave, waveNumber) => [nameKey(wave.waveName), waveNumber]));
  const names = waves.map((wave) => wave.waveName);
  const errors: FieldError[] = [];
  const dependsOnWaves = waves.map((wave, waveNumber) => {
    if (wave.dependsOn === undefined) return waveNumber === 0 ? [] : [waveNumber - 1];
    const found = new Set<number>();
    for (const [position, reference] of wave.dependsOn.entries()) {
      const path = ['waves', waveNumber, 'dependsOn', position];
      const before = typeof reference === 'number' ? reference : numbers.get(nameKey(reference));
      if (before === undefined) {
        errors.push({ path, message: unknownWave(String(reference), names, suggest) });
        continue;
      }
      const message = problemOf(reference, before, waveNumber, waves, found);
      if (message === undefined) found.add(before);
      else errors.push({ path, message });
    }
    return [...found].sort((a, b) => a - b);
  });
  return { dependsOnWaves, errors };
}

function unknownWave(reference: string, names: readonly string[], suggest: Suggest): string {
  const nearest = suggest(reference, names);
  return `unknown wave "${reference}"${nearest === undefined ? '' : `; did you mean "${nearest}"?`}`;
}

function problemOf(
  reference: string | number,
  before: number,
  waveNumber: number,
  waves: readonly DependentWave[],
  found: ReadonlySet<number>,
): string | undefined {
  const target = waves[before];
  if (target === undefined) {
    return `unknown wave ${before}: waves count from 0, the last one of this plan is ${waves.length - 1}`;
  }
  if (before === waveNumber) return 'a wave cannot depend on itself (wave numbers count from 0)';
  if (typeof reference === 'number' && before > waveNumber) {
    const label = waveLabel({ waveNumber: before, waveName: target.waveName });
    return `${label} comes later: wave numbers count from 0; name the wave if this is what you mean`;
  }
  return found.has(before) ? `wave "${target.waveName}" is named twice` : undefined;
}

/** Waves that wait for each other in a circle, each before the one that it waits for; the first one comes again at the end. */
export function findCycle(dependsOnWaves: readonly (readonly number[])[]): readonly number[] | undefined {
  const done = new Set<number>();
  const visit = (wave: number, trail: readonly number[]): readonly number[] | undefined => {
    const start = trail.indexOf(wave);
    if (start !== -1) return [...trail.slice(start), wave];
    if (done.has(wave)) return undefined;
    for (const before of dependsOnWaves[wave] ?? []) {
      const cycle = visit(before, [...trail, wave]);
      if (cycle !== undefined) return cycle;
    }
    done.add(wave);
    return undefined;
  };
  for (const wave of dependsOnWaves.keys()) {
    const cycle = visit(wave, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
