import { expect, test } from 'vitest';
import { expectSound } from './support/soundness.ts';
import { liveThroughNight } from './support/swarm.ts';

/** Other nights: `SWARM_FIRST=1000 SWARM_COUNT=500 npx vitest run test/scenarios/swarm`. */
const first = Number(process.env['SWARM_FIRST'] ?? 1);
const count = Number(process.env['SWARM_COUNT'] ?? 15);

test.each(Array.from({ length: count }, (_, index) => first + index))(
  'a drill in a bad night ends, and its record is true (seed %i)',
  async (seed) => {
    const night = await liveThroughNight(seed);
    await expectSound(night.rig);
    expect(night.taskErrors).toEqual([]);
  },
);
