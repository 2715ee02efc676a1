/**
 * What `breakwater serve` runs, in this process: sockets, SQLite, the real SDK with its own credential chain. AWS is
 * simulated, and time runs with it.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAwsServices } from '../../src/adapters/aws/aws-services.ts';
import { openDataFolder } from '../../src/adapters/sqlite/data-folder.ts';
import { createSystemClock } from '../../src/adapters/system/clock.ts';
import type { AccountDefinition } from '../../src/domain/model/account.ts';
import { startServer } from '../../src/entry/server.ts';
import { createServerMetrics } from '../../src/entry/server-metrics.ts';
import { createSimulatedProber, noNetwork } from '../../src/entry/simulated-prober.ts';
import { createSimulatedTime } from '../../src/entry/simulated-time.ts';
import type { EstateInput } from '../../src/simulator/estate/schema.ts';
import { serveSimulator } from '../../src/simulator/node/serve.ts';

export interface RealServerOptions {
  readonly estate: EstateInput;
  readonly accounts?: readonly AccountDefinition[];
  /** Simulated seconds a second. */
  readonly speed: number;
  /** Told of every request to AWS and its answer. */
  readonly onWire?: (request: Request, answer: Response) => Promise<void>;
}

export const openRealServer = async ({ estate, accounts = [], speed, onWire }: RealServerOptions) => {
  const data = mkdtempSync(join(tmpdir(), 'breakwater-real-'));
  const folder = openDataFolder(data);
  const estateFile = join(data, 'estate.json');
  writeFileSync(estateFile, JSON.stringify(estate));
  const { simulator, close } = await serveSimulator({ port: 0, speed, estateFile });
  const time = createSimulatedTime(() => simulator.now(), createSystemClock());
  const metrics = createServerMetrics();
  const log: string[] = [];
  const server = await startServer({
    folder,
    folderPath: data,
    connect: (registered) =>
      createAwsServices({
        homeAccountId: 'none',
        accounts: registered,
        clock: time.callClock,
        onCall: metrics.onCall,
        fetch: async (request) => {
          const answer = await simulator.fetch(request.clone());
          await onWire?.(request, answer.clone());
          return answer;
        },
      }),
    firstAccounts: accounts,
    metrics,
    clock: time.engineClock,
    prober: createSimulatedProber(simulator, noNetwork),
    port: 0,
    log: (line) => log.push(line),
  });
  const stopEvents = simulator.events.listen(server.hearDrsEvent);
  return {
    ...server,
    data,
    simulator,
    log,
    close: async () => {
      stopEvents();
      await server.close();
      time.stop();
      folder.close();
      await close();
      rmSync(data, { recursive: true, force: true });
    },
  };
};
