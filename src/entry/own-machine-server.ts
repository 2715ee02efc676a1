/** Breakwater on one's own machine against the real AWS: break-glass, or simply without anything to deploy. */
import { createAwsServices } from '../adapters/aws/aws-services.ts';
import { createProber } from '../adapters/probe/prober.ts';
import { openDataFolder } from '../adapters/sqlite/data-folder.ts';
import { bindDataFolder } from '../adapters/sqlite/data-folder-owner.ts';
import { createSystemClock } from '../adapters/system/clock.ts';
import type { ServeOptions } from '../cli/context.ts';
import { reportIdentities } from './report-identities.ts';
import { type RunningServer, startServer } from './server.ts';
import { createServerMetrics } from './server-metrics.ts';

export const startOwnMachineServer = async (
  options: ServeOptions,
  log: (line: string) => void,
): Promise<RunningServer> => {
  const folder = openDataFolder(options.data);
  try {
    bindDataFolder(options.data, options.endpoint === undefined ? 'aws' : 'endpoint');
    const clock = createSystemClock();
    const metrics = createServerMetrics();
    const server = await startServer({
      folder,
      folderPath: options.data,
      connect: (accounts) =>
        createAwsServices({
          homeAccountId: 'none',
          accounts,
          clock,
          onCall: metrics.onCall,
          ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
        }),
      metrics,
      clock,
      prober: createProber({ loopback: 'allowed' }),
      port: options.port,
      log,
    });
    // A server that answers is worth more than one that knows who it is: AWS may be slow to say.
    reportIdentities(server.aws, server.registered(), log).catch((error: unknown) =>
      log(`error: asking who we are: ${String(error)}`),
    );
    return {
      ...server,
      close: async () => {
        await server.close();
        folder.close();
      },
    };
  } catch (error) {
    folder.close();
    throw error;
  }
};
