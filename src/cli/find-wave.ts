import type { PlanWave } from '../domain/model/recovery-plan.ts';
import { waveLabel } from '../domain/names.ts';
import { nameKey } from '../domain/plan-names.ts';
import type { CliContext } from './context.ts';
import { exitCodes } from './exit-codes.ts';
import { printError } from './failure.ts';
import type { Found } from './find-plan.ts';

/** By number (from 0) or by name. Not found: the waves that there are. */
export function findWave<Wave extends Pick<PlanWave, 'waveNumber' | 'waveName'>>(
  context: CliContext,
  { waves }: { readonly waves: readonly Wave[] },
  numberOrName: string,
): Found<Wave> {
  const wave = waves.find(
    ({ waveNumber, waveName }) => String(waveNumber) === numberOrName || nameKey(waveName) === nameKey(numberOrName),
  );
  if (wave !== undefined) return { ok: true, value: wave };
  printError(context, `No such wave: ${numberOrName}`);
  printError(context, `Waves: ${waves.map(waveLabel).join(', ')}`);
  return { ok: false, code: exitCodes.notFound };
}
