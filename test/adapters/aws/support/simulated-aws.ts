import {
  type AwsServices,
  type AwsServicesOptions,
  createAwsServices,
} from '../../../../src/adapters/aws/aws-services.ts';
import type { AwsCall } from '../../../../src/adapters/aws/wire-call.ts';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../../../src/simulator/simulator.ts';
import { createVirtualClock, type VirtualClock } from '../../../support/virtual-clock.ts';
import { home, other, otherRole } from './accounts.ts';

type ServerInput = NonNullable<NonNullable<SimulatorOptions['estate']>['servers']>[number];

export interface SimulatedAws {
  readonly aws: AwsServices;
  readonly simulator: Simulator;
  readonly clock: VirtualClock;
  readonly calls: AwsCall[];
}

/** The real adapters over the simulator, in-process and in virtual time. */
export async function simulatedAws(
  servers: readonly ServerInput[],
  options: Partial<Omit<AwsServicesOptions, 'fetch' | 'clock'>> = {},
): Promise<SimulatedAws> {
  const clock = createVirtualClock();
  const simulator = createSimulator({
    seed: 1,
    now: clock.nowMs,
    wait: (milliseconds) => clock.sleep(milliseconds / 1000),
    estate: {
      homeAccountId: home.accountId,
      accounts: [
        { accountId: home.accountId, name: 'home', regions: [home.region] },
        { accountId: other.accountId, name: 'other', regions: [other.region] },
      ],
      roles: [{ accountId: other.accountId, roleName: 'RecoveryOperator', externalId: 'breakwater-drill' }],
      servers: [...servers],
    },
  });
  const calls: AwsCall[] = [];
  const aws = createAwsServices({
    homeAccountId: home.accountId,
    accounts: [{ accountId: other.accountId, roleArn: otherRole, externalId: 'breakwater-drill' }],
    staticCredentials: { accessKeyId: 'AKIAHOME', secretAccessKey: 'secret' },
    onCall: (call) => calls.push(call),
    ...options,
    clock,
    fetch: (request) => simulator.fetch(request),
  });
  await aws.load();
  return { aws, simulator, clock, calls };
}

export const fleet = (count: number, scope: { accountId: string; region: string }, prefix = 'web'): ServerInput[] =>
  Array.from({ length: count }, (_, index) => ({ ...scope, hostname: `${prefix}-${index + 1}` }));
