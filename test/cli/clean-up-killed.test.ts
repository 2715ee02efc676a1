/** A clean-up whose server dies at any of its writes: it goes on, terminates nothing twice, and may be repeated. */
import { describe, expect, test } from 'vitest';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { createMortal } from '../scenarios/support/mortal.ts';
import { createRig, HOME_ACCOUNT, HOME_REGION, type Rig } from '../support/rig.ts';
import { setUpCli } from './run.ts';

const terminated = (rig: Rig): readonly string[] =>
  rig.simulator
    .jobs(HOME_ACCOUNT, HOME_REGION)
    .filter((job) => job.type === 'TERMINATE')
    .flatMap((job) => job.servers.map((server) => server.sourceServerId))
    .sort();

/** A drill of four servers is over; a fifth server has the instance of somebody else. */
const afterDrill = async () => {
  const rig = await createRig({ estate: { servers: 5 } });
  const ids = rig.idsOf('server-');
  const executionId = await rig.launch(await rig.savePlan('shop', [{ servers: ids.slice(0, 4) }]));
  await rig.runToEnd(executionId);
  rig.launchByStranger(ids.slice(4));
  await rig.clock.advance(3600);
  return { rig, executionId, own: ids.slice(0, 4) };
};

describe('a clean-up whose server is killed', () => {
  test.each(Array.from({ length: 12 }, (_, index) => [index + 1, index % 2 === 0 ? 'done' : 'not done'] as const))(
    'at its write %i, which is %s, ends as it would have, and is safe to repeat',
    async (atWrite, done) => {
      const { rig, executionId, own } = await afterDrill();
      const mortal = createMortal(rig.store, { atWrite, writeTakesPlace: done === 'done' });
      const dying = await createRig({ beside: rig, seed: 43, store: mortal.store, network: mortal.network });
      void dying.engine.executions.cleanUp(executionId, {
        initiatedBy: 'anna',
        confirmedPlanName: 'shop',
        recovery: false,
        acceptedInstances: [],
      });
      await rig.clock.advance(1200);
      expect(mortal.isDead()).toBe(true);

      const again = await createRig({ beside: rig, seed: 44 });
      await again.machine.resumeAll();
      // What the machines did not take up is overdue by now: the server looks for it each minute.
      await again.engine.findAndRepair();
      const { run } = setUpCli({}, again);
      const [begun] = (await again.engine.executions.list({ limit: 5, purpose: 'CLEAN_UP' })).items;
      const first =
        begun === undefined
          ? await run(`cleanup ${executionId} --confirm shop --watch`)
          : await run(`watch ${begun.executionId}`);
      expect(first.code).toBe(exitCodes.ok);
      expect(first.out).toContain('4 of 4 terminated');
      const repeated = await run(`cleanup ${executionId} --confirm shop --watch`);
      expect(repeated.code).toBe(exitCodes.ok);
      expect(repeated.out).toContain('Nothing left to terminate: 4 instances');
      // Nothing asks to do it once more.
      expect(repeated.err).not.toMatch(/again/i);
      expect(terminated(again)).toEqual(own.toSorted());
    },
  );
});
