import { type Placed, rowHeights } from './layout.ts';
import type { Scale } from './scale.ts';

interface Props {
  readonly placed: readonly Placed[];
  readonly scale: Scale;
}

/** From the end of each wave to the start of those that waited for it. */
export function WaveLinks({ placed, scale }: Props) {
  const waves = new Map(
    placed.flatMap(({ row, top }) => (row.kind === 'wave' ? [[row.wave.waveNumber, { row, top }] as const] : [])),
  );
  const middle = rowHeights.wave / 2;
  return [...waves.values()].flatMap(({ row, top }) =>
    row.wave.dependsOnWaves.map((waveNumber) => {
      const before = waves.get(waveNumber);
      const endMs = before?.row.bar?.toMs;
      if (before === undefined || endMs === undefined || row.bar === undefined) return null;
      const x = scale.x(endMs);
      const path = `M ${x} ${before.top + middle} V ${top + middle} H ${scale.x(row.bar.fromMs)}`;
      return <path key={`${waveNumber}-${row.wave.waveNumber}`} className="timeline-link" d={path} />;
    }),
  );
}
