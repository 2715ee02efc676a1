import { type DrsOperation, isInitialized } from './operation.ts';

/** Makes DRS work in the account and Region; once it does, nothing more happens. */
export const initializeService: DrsOperation = {
  name: 'InitializeService',
  status: 204,
  answer({ world, cell, accountId, region, now }) {
    if (!isInitialized(cell, now)) world.commit({ kind: 'initialized', at: now, accountId, region });
    return undefined;
  },
};
