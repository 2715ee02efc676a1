/**
 * The real SDK with the simulator below it, as `npm start` has it and the tab of the live demo: the sample company's home
 * account by its own credentials, another by a role. Nothing in here is of Node.
 */
import { createAwsServices } from '../adapters/aws/aws-services.ts';
import type { OnCall } from '../adapters/aws/wire-call.ts';
import type { AccountDefinition } from '../domain/model/account.ts';
import type { Clock } from '../ports/clock.ts';
import { analyticsAccountId, productionAccountId } from '../simulator/estate/default-estate.ts';
import type { Simulator } from '../simulator/simulator.ts';
import type { ConnectAws } from './registry.ts';

export interface SimulatedAws {
  readonly connect: ConnectAws;
  readonly firstAccounts: readonly AccountDefinition[];
}

/** `clock`: for calls, see SimulatedTime. */
export const createSimulatedAws = (simulator: Simulator, clock: Clock, onCall?: OnCall): SimulatedAws => ({
  connect: (accounts) =>
    createAwsServices({
      homeAccountId: 'none',
      accounts,
      clock,
      staticCredentials: { accessKeyId: 'AKIASIMULATED', secretAccessKey: 'simulated' },
      fetch: simulator.fetch,
      ...(onCall === undefined ? {} : { onCall }),
    }),
  firstAccounts: simulator.accounts.flatMap(({ accountId, name, regions }): AccountDefinition[] => {
    const entry = { accountId, accountName: name, regions: [...regions] };
    if (accountId === productionAccountId) return [entry];
    if (accountId !== analyticsAccountId) return [];
    return [{ ...entry, roleArn: `arn:aws:iam::${accountId}:role/RecoveryOperator` }];
  }),
});
