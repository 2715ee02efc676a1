import type { SimulatorOptions } from '../cli/context.ts';
import { type ServedSimulator, serveSimulator } from '../simulator/node/serve.ts';

/** The simulator on its own. Without a data folder nothing outlives the process. */
export const startSimulator = ({ port, speed, seed, estate, data }: SimulatorOptions): Promise<ServedSimulator> =>
  serveSimulator({
    port,
    speed,
    ...(seed === undefined ? {} : { seed }),
    ...(estate === undefined ? {} : { estateFile: estate }),
    ...(data === undefined ? {} : { dataFolder: data }),
  });
