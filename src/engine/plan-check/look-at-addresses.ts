/** Checks of a plan whose address is never asked: they would fail when it is too late. */
import { wordsIn } from '../../domain/action-words.ts';
import type { RecoveryPlan } from '../../domain/model/recovery-plan.ts';
import { type StartWarning, startWarning } from '../../domain/model/start-check.ts';
import type { WaveAction } from '../../domain/model/wave-action.ts';
import { waveLabel } from '../../domain/names.ts';
import { mapAtMost } from '../at-most.ts';
import type { PlanLooks } from './plan-looks.ts';

interface AddressFindings {
  readonly warnings: readonly StartWarning[];
  /** Why, of each action whose address is never asked. */
  readonly refused: ReadonlyMap<WaveAction, string>;
}

/** Names are resolved for it. */
const AT_ONCE = 20;

export const lookAtAddresses = async (
  { prober }: Pick<PlanLooks, 'prober'>,
  { waves, afterCleanUp = [] }: RecoveryPlan,
): Promise<AddressFindings> => {
  const ofWaves = waves.flatMap((wave) =>
    [...(wave.actions?.before ?? []), ...(wave.actions?.after ?? [])].map((action) => ({
      action,
      where: `of ${waveLabel(wave)}`,
    })),
  );
  const ofCleanUp = afterCleanUp.map((action) => ({ action, where: 'after a clean-up' }));
  const checks = [...ofWaves, ...ofCleanUp].flatMap(({ action, where }) => {
    const host = hostOf(action);
    return host === undefined ? [] : [{ action, where, host }];
  });
  const reasons = await mapAtMost(AT_ONCE, checks, ({ host }) => prober.whyRefused(host));
  const refused = checks.flatMap((check, index) => {
    const reason = reasons[index];
    return reason === undefined ? [] : [{ ...check, reason }];
  });
  return {
    warnings: refused.map(({ action, where, reason }) =>
      startWarning('ADDRESS_REFUSED', `${action.kind} "${action.actionName}" ${where} would fail: ${reason}`),
    ),
    refused: new Map(refused.map(({ action, reason }) => [action, reason])),
  };
};

/** Undefined when it asks no address, or one that is known only once servers are launched. */
const hostOf = (action: WaveAction): string | undefined => {
  if (action.kind === 'TCP_CHECK') return wordsIn(action.host).length > 0 ? undefined : action.host;
  if (action.kind !== 'HTTP_CHECK' || !URL.canParse(action.url)) return undefined;
  const { hostname } = new URL(action.url);
  // Braces are no part of a host name: a URL keeps them as they are, or encoded.
  return /[{}]|%7[bd]/i.test(hostname) ? undefined : hostname.replace(/^\[|\]$/g, '');
};
