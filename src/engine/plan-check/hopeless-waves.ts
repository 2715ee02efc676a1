/** Waves that a start would begin, and that can only fail: too few of their servers can be launched at all. */
import type { RecoveryPlan } from '../../domain/model/recovery-plan.ts';
import type { RosterChunk } from '../../domain/model/roster.ts';
import { type StartWarning, startWarning } from '../../domain/model/start-check.ts';
import { countOf, waveLabel } from '../../domain/names.ts';
import { WAVE_WOULD_FAIL } from '../../domain/start-findings.ts';

export const hopelessWaves = (
  { waves }: RecoveryPlan,
  chunks: readonly RosterChunk[],
  warnings: readonly StartWarning[],
): readonly StartWarning[] => {
  const lost = new Set(
    warnings.flatMap(({ code, sourceServerId }) => (code === 'CANNOT_LAUNCH' ? [sourceServerId] : [])),
  );
  return waves.flatMap((wave) => {
    const servers = chunks.filter(({ waveNumber }) => waveNumber === wave.waveNumber).flatMap((chunk) => chunk.servers);
    const left = servers.filter(({ sourceServerId }) => !lost.has(sourceServerId)).length;
    const isEnough = left === servers.length || (left > 0 && left * 100 >= wave.minSuccessPercent * servers.length);
    if (isEnough) return [];
    const then = {
      stop: 'and no wave after it would start',
      pause: 'and a person would have to decide',
      continue: 'and the plan would go on',
    };
    const message = `${waveLabel(wave)} would FAIL, ${then[wave.onFailure]}: ${left} of ${countOf(servers.length, 'server')} can be launched, and at least ${wave.minSuccessPercent} % are wanted`;
    return [startWarning(WAVE_WOULD_FAIL, message)];
  });
};
