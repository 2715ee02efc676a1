/** Breakwater with a simulated AWS, in one process: for trying out, developing, rehearsing and CI. */
import { join } from 'node:path';
import { createAwsServices } from '../adapters/aws/aws-services.ts';
import { createProber } from '../adapters/probe/prober.ts';
import { openDataFolder } from '../adapters/sqlite/data-folder.ts';
import { createSystemClock } from '../adapters/system/clock.ts';
import { analyticsAccountId, productionAccountId } from '../simulator/estate/default-estate.ts';
import { serveSimulator } from '../simulator/node/serve.ts';
import { type RunningServer, startServer } from './server.ts';
import { createServerMetrics } from './server-metrics.ts';
import { createSimulatedProber } from './simulated-prober.ts';
import { createSimulatedTime } from './simulated-time.ts';

export interface LocalOptions {
  readonly port: number;
  readonly simulatorPort: number;
  /** Simulated seconds a second. */
  readonly speed: number;
  readonly seed?: number;
  readonly data: string;
  readonly log: (line: string) => void;
}

export interface LocalServer extends Omit<RunningServer, 'hearDrsEvent'> {
  readonly simulatorUrl: string;
}

export const startLocalServer = async (options: LocalOptions): Promise<LocalServer> => {
  const folder = openDataFolder(options.data);
  const undo: (() => void | Promise<void>)[] = [() => folder.close()];
  try {
    const served = await serveSimulator({
      port: options.simulatorPort,
      speed: options.speed,
      dataFolder: join(options.data, 'simulator'),
      ...(options.seed === undefined ? {} : { seed: options.seed }),
    });
    undo.unshift(() => served.close());
    const { simulator } = served;
    const time = createSimulatedTime(() => simulator.now(), createSystemClock());
    undo.unshift(() => time.stop());
    const roleArn = `arn:aws:iam::${analyticsAccountId}:role/RecoveryOperator`;
    const metrics = createServerMetrics();
    const aws = createAwsServices({
      homeAccountId: productionAccountId,
      accounts: [{ accountId: analyticsAccountId, roleArn }],
      clock: time.callClock,
      onCall: metrics.onCall,
      staticCredentials: { accessKeyId: 'AKIASIMULATED', secretAccessKey: 'simulated' },
      fetch: simulator.fetch,
    });
    const server = await startServer({
      folder,
      folderPath: options.data,
      aws,
      accounts: simulator.accounts
        .filter(({ accountId }) => accountId === productionAccountId || accountId === analyticsAccountId)
        .map(({ accountId, name, regions }) => ({
          accountId,
          accountName: name,
          isHome: accountId === productionAccountId,
          ...(accountId === analyticsAccountId && { roleArn }),
          regions: [...regions],
        })),
      metrics,
      clock: time.engineClock,
      prober: createSimulatedProber(simulator, createProber({ loopback: 'allowed' })),
      port: options.port,
      log: options.log,
    });
    undo.unshift(() => server.close());
    undo.unshift(simulator.events.listen(server.hearDrsEvent));
    return {
      url: server.url,
      token: server.token,
      signInLink: server.signInLink,
      simulatorUrl: served.url,
      close: async () => {
        for (const step of undo) await step();
      },
    };
  } catch (error) {
    for (const step of undo) await step();
    throw error;
  }
};
