/** A time for the data of a launch, as an operator asks for it and reads of it. */
import { expect, test } from 'vitest';
import { addSeconds } from '../../src/domain/time.ts';
import { noGates } from '../support/shop.ts';
import { setUpCli } from './run.ts';

const executionIdOf = (out: string): string => /exec-\S+/.exec(out)?.[0] ?? '';

test('a drill as of a time says so before it starts, in its history, and beside what DRS launched', async () => {
  const { run, rig, shop } = setUpCli();
  await shop.savePlan(noGates);
  const asked = addSeconds(rig.clock.now(), -5 * 3600);
  const started = await run(`drill shop --point-in-time ${asked}`);
  expect(started.err).toBe('');
  expect(started.out).toContain(`  wave 0 "database": 2 servers, as of ${asked}\n`);
  expect(started.out).toMatch(
    /\nMind: wave 0 "database" is launched as of \S+: recovery points from \S+ to \S+, at most /,
  );
  const executionId = executionIdOf(started.out);
  await rig.runToEnd(executionId);
  const events = await run(`events ${executionId}`);
  expect(events.out).toContain(`Started by ana, as of ${asked}`);
  const told = await run(`describe execution ${executionId}`);
  const [server] = await rig.servers(executionId);
  const launched = `${server?.observed?.pointInTime?.slice(0, 10)} ${server?.observed?.pointInTime?.slice(11, 19)}Z`;
  expect(told.out).toMatch(
    new RegExp(`\nPoint in time of wave 0 "database": \\S+ \\S+; chosen: ${launched}.*; launched: ${launched}`),
  );
});

test('a check takes a time with its offset, and one for a wave by its name', async () => {
  const { run, rig, shop } = setUpCli();
  await shop.savePlan(noGates);
  const asked = addSeconds(rig.clock.now(), -2 * 3600);
  const inBerlin = `${addSeconds(asked, 3600).slice(0, 19)}+01:00`;
  const { code, out } = await run(`check shop --wave-point-in-time WEB=${inBerlin}`);
  expect(code).toBe(0);
  expect(out).toContain(`  wave 2 "web": 3 servers, after wave 1, as of ${asked}\n`);
  expect(out).toContain('  wave 0 "database": 2 servers\n');
});

test('a time before every recovery point blocks a check, and refuses a recovery', async () => {
  const { run, rig, shop } = setUpCli();
  await shop.savePlan(noGates);
  const asked = addSeconds(rig.clock.now(), -40 * 86_400);
  const checked = await run(`check shop --point-in-time ${asked}`);
  expect(checked.code).toBe(7);
  expect(checked.out).toContain(
    `- wave 0 "database": 2 servers without a recovery point at or before ${asked}: shop-db-01`,
  );
  const refused = await run(`recover shop --confirm shop --point-in-time ${asked}`);
  expect(refused.code).toBe(7);
  expect(refused.err).toContain('without a recovery point at or before');
});

test('a time without an offset, a wave without a time and an unknown wave start nothing', async () => {
  const { run, shop } = setUpCli();
  await shop.savePlan();
  expect(await run('drill shop --point-in-time 2026-11-02T06:30:00')).toMatchObject({
    code: 2,
    err: expect.stringContaining('must be a time with its offset'),
  });
  expect(await run('drill shop --wave-point-in-time web')).toMatchObject({
    code: 2,
    err: expect.stringContaining('must be WAVE=TIME'),
  });
  expect(await run('drill shop --wave-point-in-time cache=2026-11-02T06:30:00Z')).toEqual({
    code: 11,
    out: '',
    err: 'No such wave: cache\nWaves: wave 0 "database", wave 1 "application", wave 2 "web"\n',
  });
  expect((await run('get executions')).out).toBe('none\n');
});
