/** What an operator sees of the clean-up that comes by itself after a drill, and does about it. */
import { expect, test } from 'vitest';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { briskDurations } from '../scenarios/support/scenario.ts';
import { setUpWhole } from './whole.ts';

const drilled = async () => {
  const whole = await setUpWhole({ estate: { servers: 2, durations: briskDurations } });
  await whole.rig.savePlan('shop', [{ servers: whole.rig.idsOf('server-') }], { drillTtlHours: 8 });
  const { out } = await whole.run('drill shop --watch');
  return { ...whole, out, executionId: whole.executionIdOf(out) };
};

const timeAt = /Cleans up at (\S+ \S+Z)/;

test('a drill says when it cleans up, as it ends, in its description and in the list', async () => {
  const { run, out, executionId } = await drilled();
  const time = timeAt.exec(out)?.[1] ?? '';
  expect(out).toContain(`Keep its instances: ./breakwater keep ${executionId}\n`);
  expect((await run(`describe execution ${executionId}`)).out).toContain(`Cleans up at ${time}\n`);
  const list = (await run('get executions')).out;
  expect(list.split('\n')[0]).toMatch(/CLEANS UP AT$/);
  expect(list).toContain(time);
});

test('keep holds it back for some hours, or for good, and says so', async () => {
  const { run, out, executionId } = await drilled();
  const kept = await run(`keep ${executionId} --hours 48`);
  expect(kept).toMatchObject({ code: exitCodes.ok, err: '' });
  expect(kept.out).toMatch(/^Cleans up at \S+ \S+Z \(kept until then, by ana at /);
  expect(timeAt.exec(kept.out)?.[1]).not.toBe(timeAt.exec(out)?.[1]);
  const sooner = await run(`keep ${executionId} --hours 1`);
  expect(sooner.code).toBe(exitCodes.refused);
  expect(sooner.err).toContain('Cannot keep: it is kept longer already: until ');
  const off = await run(`keep ${executionId}`);
  expect(off.out).toMatch(/^Not cleaned up by itself: kept, by ana at /);
  expect((await run('get executions')).out).not.toContain('CLEANS UP');
  expect((await run(`keep ${executionId} --hours 0`)).code).toBe(exitCodes.usage);
});

test('keep of what nothing cleans up says why there is nothing to keep', async () => {
  const { run, rig, executionIdOf } = await drilled();
  await rig.savePlan('plain', [{ servers: rig.idsOf('server-').slice(0, 1) }]);
  const id = executionIdOf((await run('drill plain --watch')).out);
  const refused = await run(`keep ${id}`);
  expect(refused.code).toBe(exitCodes.refused);
  expect(refused.err).toContain(
    'nothing of it is cleaned up by itself: its plan has no drillTtlHours, or it is no drill',
  );
  expect((await run('keep exec-none')).code).toBe(exitCodes.notFound);
});
