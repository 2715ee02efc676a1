/**
 * The real SDK with the simulator below it, as `npm start` has it and the tab of the live demo: the sample company's home
 * account by its own credentials, another by a role. Nothing in here is of Node.
 */
import { type AwsServices, createAwsServices } from '../adapters/aws/aws-services.ts';
import type { OnCall } from '../adapters/aws/wire-call.ts';
import type { KnownAccount } from '../domain/model/settings.ts';
import type { Clock } from '../ports/clock.ts';
import { analyticsAccountId, productionAccountId } from '../simulator/estate/default-estate.ts';
import type { Simulator } from '../simulator/simulator.ts';

export interface SimulatedAws {
  readonly aws: AwsServices;
  /** That it reaches. */
  readonly accounts: readonly KnownAccount[];
}

const roleArn = `arn:aws:iam::${analyticsAccountId}:role/RecoveryOperator`;

/** `clock`: for calls, see SimulatedTime. */
export const createSimulatedAws = (simulator: Simulator, clock: Clock, onCall?: OnCall): SimulatedAws => ({
  aws: createAwsServices({
    homeAccountId: productionAccountId,
    accounts: [{ accountId: analyticsAccountId, roleArn }],
    clock,
    staticCredentials: { accessKeyId: 'AKIASIMULATED', secretAccessKey: 'simulated' },
    fetch: simulator.fetch,
    ...(onCall === undefined ? {} : { onCall }),
  }),
  accounts: simulator.accounts
    .filter(({ accountId }) => accountId === productionAccountId || accountId === analyticsAccountId)
    .map(({ accountId, name, regions }) => ({
      accountId,
      accountName: name,
      isHome: accountId === productionAccountId,
      ...(accountId === analyticsAccountId && { roleArn }),
      regions: [...regions],
    })),
});
