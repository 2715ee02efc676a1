/** Before its launch a wave applies the settings of its servers: what speaks against those of one speaks against it. */
import { type StartWarning, startWarning } from '../../domain/model/start-check.ts';
import { countOf, firstFew, serverLabel } from '../../domain/names.ts';
import { WAVE_WOULD_FAIL } from '../../domain/start-findings.ts';

export const wavesOfSettings = (
  servers: readonly { readonly sourceServerId: string; readonly serverName: string }[],
  why: string,
): readonly StartWarning[] => {
  if (servers.length === 0) return [];
  const labels = firstFew(servers.map(serverLabel), 5, ', ');
  const message = `the waves of ${countOf(servers.length, 'server')} would FAIL before they launch: ${why} ${labels}`;
  return [startWarning(WAVE_WOULD_FAIL, message)];
};
