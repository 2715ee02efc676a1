import type { Notification } from '../../../src/domain/model/notification.ts';
import type { JobReport } from '../../../src/simulator/control/reports.ts';
import type { Simulator } from '../../../src/simulator/simulator-types.ts';
import type { Night } from './night.ts';

/** Of a night that is over: what there is in AWS, and what people were told. */
export interface NightLeft {
  /** Every job, a line for each of its servers, sorted. */
  readonly jobs: readonly string[];
  /** Recovery instances that are there still, by the server. */
  readonly instances: ReadonlyMap<string, string>;
  /** Messages that somebody took. */
  readonly told: readonly Notification[];
}

interface Parts {
  readonly night: Night;
  readonly simulator: Simulator;
  readonly jobs: readonly JobReport[];
  readonly told: readonly Notification[];
}

export const whatIsLeft = ({ night, simulator, jobs, told }: Parts): NightLeft => ({
  jobs: jobs
    .flatMap(({ type, isDrill, servers }) =>
      servers.map(({ sourceServerId }) => `${isDrill ? 'DRILL' : ''} ${type} ${sourceServerId}`.trim()),
    )
    .sort(),
  instances: new Map(
    night.places
      .flatMap(({ accountId, region }) => simulator.servers(accountId, region))
      .flatMap(({ sourceServerId, instanceId }) =>
        instanceId === undefined ? [] : [[sourceServerId, instanceId] as const],
      ),
  ),
  told,
});
