/** What a server does again and again beside its executions. */
import { expect, test } from 'vitest';
import { repeat } from '../../src/entry/embedded.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

test('what is stopped while it is being done is not done again', async () => {
  const clock = createVirtualClock();
  let times = 0;
  const stop = repeat(
    clock,
    60,
    () => undefined,
    async () => {
      times += 1;
      if (times === 2) await clock.sleep(10);
    },
  );
  await clock.advance(125);
  stop();
  await clock.runUntilIdle();
  expect(times).toBe(2);
});
