import { newWave, type WaveDraft } from './draft.ts';

/** A wave at the end, which waits for the last one. */
export function addWave(waves: readonly WaveDraft[]): readonly WaveDraft[] {
  const last = waves.at(-1);
  return [...waves, newWave('', last === undefined ? [] : [last.key])];
}

/** What waited for it waits for what it waited for. */
export function removeWave(waves: readonly WaveDraft[], key: string): readonly WaveDraft[] {
  const gone = waves.find((wave) => wave.key === key);
  return waves
    .filter((wave) => wave.key !== key)
    .map((wave) => {
      if (!wave.dependsOn.includes(key)) return wave;
      const inherited = gone?.dependsOn.filter((before) => before !== wave.key) ?? [];
      return { ...wave, dependsOn: [...new Set([...wave.dependsOn.filter((before) => before !== key), ...inherited])] };
    });
}

/** One place up (-1) or down (1). Who waits for whom stays as it is. */
export function moveWave(waves: readonly WaveDraft[], key: string, by: -1 | 1): readonly WaveDraft[] {
  const from = waves.findIndex((wave) => wave.key === key);
  const moved = waves[from];
  if (moved === undefined || waves[from + by] === undefined) return waves;
  return waves.toSpliced(from, 1).toSpliced(from + by, 0, moved);
}

export const changeWave = (
  waves: readonly WaveDraft[],
  key: string,
  change: Partial<WaveDraft>,
): readonly WaveDraft[] => waves.map((wave) => (wave.key === key ? { ...wave, ...change } : wave));
