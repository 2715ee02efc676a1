/** Breakwater with a simulated AWS, in one process: for trying out, developing, rehearsing and CI. */
import { join } from 'node:path';
import { createProber } from '../adapters/probe/prober.ts';
import { openDataFolder } from '../adapters/sqlite/data-folder.ts';
import { bindDataFolder } from '../adapters/sqlite/data-folder-owner.ts';
import { createSystemClock } from '../adapters/system/clock.ts';
import { serveSimulator } from '../simulator/node/serve.ts';
import { type RunningServer, startServer } from './server.ts';
import { createServerMetrics } from './server-metrics.ts';
import { createSimulatedAws } from './simulated-aws.ts';
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

export interface LocalServer extends Pick<RunningServer, 'url' | 'token' | 'signInLink' | 'close'> {
  readonly simulatorUrl: string;
}

export const startLocalServer = async (options: LocalOptions): Promise<LocalServer> => {
  const folder = openDataFolder(options.data);
  const undo: (() => void | Promise<void>)[] = [() => folder.close()];
  try {
    bindDataFolder(options.data, 'simulator');
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
    const metrics = createServerMetrics();
    const { connect, firstAccounts } = createSimulatedAws(simulator, time.callClock, metrics.onCall);
    const server = await startServer({
      folder,
      folderPath: options.data,
      connect,
      firstAccounts,
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
