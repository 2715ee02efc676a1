/** A scenario: Breakwater whole, over a small estate, and everything that must hold checked when the test ends. */
import { onTestFinished } from 'vitest';
import type { MakeEstateOptions } from '../../../src/simulator/estate/make-estate.ts';
import type { ServerInput } from '../../../src/simulator/estate/schema.ts';
import { createRig, type RigOptions } from '../../support/rig.ts';
import { expectSound, type Soundness } from './soundness.ts';

/** Jobs take about four minutes and few polls: most scenarios are not about time. */
export const briskDurations = {
  jobStart: [1, 2],
  snapshot: [45, 60],
  conversion: [120, 120],
  launch: [40, 60],
  jobEnd: [0, 3],
} satisfies MakeEstateOptions['durations'];

export interface ScenarioOptions extends Omit<RigOptions, 'estate'> {
  /** How many servers (`server-0000` and so on), or their host names. */
  readonly servers?: number | readonly string[];
  readonly estate?: Omit<MakeEstateOptions, 'servers'>;
  readonly sound?: Soundness;
}

export const openScenario = async ({ servers = 6, estate, sound, ...options }: ScenarioOptions = {}) => {
  const names = typeof servers === 'number' ? undefined : servers;
  const rig = await createRig({
    ...options,
    estate: {
      durations: briskDurations,
      ...estate,
      servers: names?.length ?? Number(servers),
      server: (index) => ({ ...hostnameOf(names?.[index]), ...estate?.server?.(index) }),
    },
  });
  onTestFinished(() => expectSound(rig, sound));
  return rig;
};

const hostnameOf = (hostname: string | undefined): Partial<ServerInput> => (hostname === undefined ? {} : { hostname });
