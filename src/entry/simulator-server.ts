import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimulatorOptions } from '../cli/context.ts';
import { type ServedSimulator, serveSimulator } from '../simulator/node/serve.ts';

/** The simulator on its own. Without a data folder its journal lives in a temporary one, which goes with the process. */
export const startSimulator = async (options: SimulatorOptions): Promise<ServedSimulator> => {
  const temporary = options.data === undefined ? mkdtempSync(join(tmpdir(), 'breakwater-simulator-')) : undefined;
  const served = await serveSimulator({
    port: options.port,
    speed: options.speed,
    seed: options.seed,
    dataFolder: options.data ?? temporary ?? '',
    ...(options.estate === undefined ? {} : { estateFile: options.estate }),
  });
  return {
    ...served,
    close: async () => {
      await served.close();
      if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
    },
  };
};
