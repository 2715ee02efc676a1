import type { WaveView } from '../../../../../src/domain/model/execution-view.ts';

const endMs = (wave: WaveView): number =>
  wave.endTime === undefined ? Number.POSITIVE_INFINITY : Date.parse(wave.endTime);

/**
 * The waves that the end waited for, or waits for: from the one that ended last, or still runs, back over the latest of
 * the waves that each one waited for. Time saved anywhere else saves nothing.
 */
export function criticalPath(waves: readonly WaveView[]): ReadonlySet<number> {
  const started = waves.filter((wave) => wave.startTime !== undefined);
  const latest = (candidates: readonly WaveView[]): WaveView | undefined =>
    candidates.toSorted((a, b) => endMs(b) - endMs(a))[0];
  const path = new Set<number>();
  let wave = latest(started);
  while (wave !== undefined && !path.has(wave.waveNumber)) {
    path.add(wave.waveNumber);
    const before = new Set(wave.dependsOnWaves);
    wave = latest(started.filter(({ waveNumber }) => before.has(waveNumber)));
  }
  return path;
}
