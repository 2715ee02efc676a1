/** Whose wave a server is launched in at this moment: until that is over, nobody else changes its launch settings. */
import type { ExecutionState } from '../../domain/model/execution.ts';
import { type Scope, scopeKey } from '../../domain/model/scope.ts';
import { isLaunchingWave } from '../../domain/statuses.ts';
import type { ItemStore } from '../../ports/item-store.ts';
import { findHolders } from '../locks.ts';
import { readExecution } from '../store/execution-reader.ts';

/** For people; undefined when no wave launches it. */
export const launchOfServer = async (
  store: ItemStore,
  scope: Scope,
  sourceServerId: string,
): Promise<string | undefined> => {
  for (const { holder } of await findHolders(store, '', [{ place: scopeKey(scope), sourceServerId }])) {
    const { executionId, planName } = holder;
    const loaded = await readExecution(store, executionId);
    const waveName = loaded && launchingWave(loaded.state, scope, sourceServerId);
    if (waveName !== undefined) return `wave "${waveName}" of execution ${executionId} ("${planName}")`;
  }
  return undefined;
};

/** From when its settings are applied until DRS has decided it, whatever became of the wave meanwhile. */
const launchingWave = ({ header, jobs, waves }: ExecutionState, scope: Scope, sourceServerId: string) => {
  if (header.purpose === 'CLEAN_UP') return undefined;
  for (const job of jobs) {
    const wave = waves[job.waveNumber];
    const server = job.servers.find((one) => one.sourceServerId === sourceServerId);
    if (wave === undefined || server?.outcome !== 'UNDECIDED' || scopeKey(job) !== scopeKey(scope)) continue;
    if (isLaunchingWave(wave) || job.state === 'CLAIMED' || job.state === 'STARTED') return wave.waveName;
  }
  return undefined;
};
