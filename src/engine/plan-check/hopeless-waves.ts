/** Waves that a start would begin, and that can only fail: for too few servers that can be launched, or for launch settings. */
import type { RecoveryPlan } from '../../domain/model/recovery-plan.ts';
import type { RosterChunk } from '../../domain/model/roster.ts';
import { type StartWarning, startWarning } from '../../domain/model/start-check.ts';
import { countOf, firstFew, serverLabel, waveLabel } from '../../domain/names.ts';
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

/** Before its launch a wave applies the settings of its servers: what speaks against those of one speaks against it. */
export const wavesOfSettings = (
  servers: readonly { readonly sourceServerId: string; readonly serverName: string }[],
  why: string,
): readonly StartWarning[] => {
  if (servers.length === 0) return [];
  const labels = firstFew(servers.map(serverLabel), 5, ', ');
  const message = `the waves of ${countOf(servers.length, 'server')} would FAIL before they launch: ${why} ${labels}`;
  return [startWarning(WAVE_WOULD_FAIL, message)];
};
