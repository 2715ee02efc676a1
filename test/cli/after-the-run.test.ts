/** What an operator does when a run went half wrong, over the real engine and the simulated AWS, on virtual time. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { serverViewSchema } from '../../src/domain/model/execution-view.ts';
import { drsCall } from '../simulator/wire.ts';
import { HOME_ACCOUNT, HOME_REGION } from '../support/rig.ts';
import { shopEstate } from '../support/shop.ts';
import { setUpWhole } from './whole.ts';

const place = { accountId: HOME_ACCOUNT, region: HOME_REGION };

/** A plan of three waves over fifteen servers; the first servers of a wave can be made to fail. */
const openShop = async (onFailure: 'stop' | 'pause' = 'pause') => {
  const whole = await setUpWhole({ estate: { servers: 15, durations: shopEstate.durations } });
  const { rig } = whole;
  const ids = rig.idsOf('server-');
  await rig.savePlan('shop', [
    { servers: ids.slice(0, 5), waveName: 'database', onFailure },
    { servers: ids.slice(5, 10), waveName: 'application', onFailure },
    { servers: ids.slice(10, 15), waveName: 'web', onFailure },
  ]);
  const failNext = (...sourceServerIds: readonly string[]) =>
    rig.simulator.faults.add({
      kind: 'fail-launch',
      ...place,
      sourceServerIds: [...sourceServerIds],
      times: sourceServerIds.length,
    });
  const instances = () =>
    new Map(
      rig.simulator.servers(HOME_ACCOUNT, HOME_REGION).map((server) => [server.sourceServerId, server.instanceId]),
    );
  return { ...whole, ids, failNext, instances };
};

const hint = (executionId: string): string =>
  `Where it stands, and what is possible: ./breakwater describe execution ${executionId}\n`;

describe('retry', () => {
  test('launches the failed servers of a wave again, and the plan goes on', async () => {
    const { run, ids, failNext, executionIdOf, rig } = await openShop();
    failNext(ids[0] ?? '', ids[1] ?? '');
    const started = await run('drill shop --watch --exit-at-gate');
    const executionId = executionIdOf(started.out);
    expect(started.code).toBe(exitCodes.waitingForPerson);
    expect(started.out).toContain(
      `- wave 0 "database" is FAILED: 2 servers of it can be launched again\n  ./breakwater retry ${executionId} --wave 0\n`,
    );
    const retried = await run(`retry ${executionId} --wave DATABASE`);
    expect(retried).toMatchObject({ code: exitCodes.ok, err: '' });
    expect(retried.out).toContain('wave 0 "database" is tried again (attempt 2): 2 servers. What is up is left alone.');
    const end = await run(`watch ${executionId}`);
    expect(end.code).toBe(exitCodes.ok);
    expect(end.out).toContain('5 of 5 launched');
    expect(rig.launchJobs().map((job) => job.servers.length)).toEqual([5, 2, 5, 5]);
  });

  test('with --wait ends when the run does, or when a person is needed again', async () => {
    const { run, ids, failNext, executionIdOf } = await openShop();
    const [id = ''] = ids;
    failNext(id);
    const executionId = executionIdOf((await run('drill shop --wait')).out);
    failNext(id);
    const again = await run(`retry ${executionId} --wait`, { isTerminal: true });
    expect(again.code).toBe(exitCodes.waitingForPerson);
    expect(again.out).toContain('(attempt 2): 1 server');
    expect(again.out).toMatch(/Z Wave 0 "database" is FAILED/);
    // What went before is not told again: the first event is the retry itself.
    expect(again.out).not.toMatch(/Z Started by|\(attempt 1\)/);
    expect(again.out.match(/^\d{4}-.*Z (.*)$/m)?.[1]).toBe(
      'ana retries wave 0 "database": attempt 2 over 1 server (server-0000)',
    );
    const end = await run(`retry ${executionId} --wait`, { isTerminal: true });
    expect([end.code, end.err]).toEqual([exitCodes.ok, '']);
    expect(end.out).not.toContain('attempt 2');
    const cleaned = await run(`cleanup ${executionId} --confirm shop --wait`, { isTerminal: true });
    expect([cleaned.code, cleaned.err]).toEqual([exitCodes.ok, '']);
    // Line by line, and no live screen.
    for (const { out } of [again, end, cleaned]) expect(out).not.toContain('\u001b[?');
    expect(cleaned.out).toContain('15 of 15 terminated');
  });

  test('of a wave that did not fail is refused with the reason, and says what is possible', async () => {
    const { run, ids, failNext, executionIdOf } = await openShop();
    failNext(ids[0] ?? '');
    const executionId = executionIdOf((await run('drill shop --wait')).out);
    const refused = await run(`retry ${executionId} --wave web`);
    expect(refused.code).toBe(exitCodes.refused);
    expect(refused.err).toMatch(/^Cannot retry: wave 2 "web" is PENDING/);
    expect(refused.err).toContain(
      `\nPossible now:\n- wave 0 "database" is FAILED: 1 server of it can be launched again\n  ./breakwater retry ${executionId} --wave 0\n`,
    );
    expect((await run(`retry ${executionId} --wave cellar`)).code).toBe(exitCodes.notFound);
  });

  test('after the end is a follow-up, of a recovery only by the name of its plan: what failed and what never started, and nothing that runs', async () => {
    const { run, ids, failNext, executionIdOf, instances } = await openShop('stop');
    failNext(ids[5] ?? '', ids[6] ?? '');
    const recovered = await run('recover shop --confirm shop --watch');
    expect(recovered.code).toBe(exitCodes.partial);
    const executionId = executionIdOf(recovered.out);
    expect(recovered.out).toMatch(
      new RegExp(`To launch the 7 servers that are not up, and no other:\n  ./breakwater retry ${executionId}\n$`),
    );
    const before = instances();

    const unconfirmed = await run(`retry ${executionId}`);
    expect([unconfirmed.code, unconfirmed.err]).toEqual([
      exitCodes.refused,
      'Not started: nobody is here to confirm. Add --confirm "shop"\n',
    ]);
    const typed: string[] = [];
    const ask = async (question: string) => {
      typed.push(question);
      return 'Shops';
    };
    expect((await run(`retry ${executionId}`, { isTerminal: true, ask })).code).toBe(exitCodes.refused);
    expect(typed).toEqual([`Type the plan's name to start the follow-up: `]);
    expect((await run('get executions --output json')).out.match(/"executionId"/g)).toHaveLength(1);

    const followed = await run(`retry ${executionId} --confirm shop --watch`);
    expect(followed.code).toBe(exitCodes.ok);
    expect(followed.out).toContain(
      'The execution is over (PARTIAL). A follow-up launches the 7 servers of it that are not up (2 failed, 5 not started).\nThe 8 servers that came up are not touched.\n',
    );
    expect(followed.out).toContain(`It is the follow-up of ${executionId}\n`);
    const up = [...before].filter(([, instanceId]) => instanceId !== undefined);
    const after = instances();
    expect(up).toHaveLength(8);
    for (const [sourceServerId, instanceId] of up) expect(after.get(sourceServerId)).toBe(instanceId);
    expect([...after.values()].filter((instanceId) => instanceId !== undefined)).toHaveLength(15);

    const listed = await run('get executions');
    expect(listed.out).toMatch(/exec-\S+ +RECOVERY follow-up +shop +COMPLETED +7/);
    const followUpId = (followed.out.match(/exec-[\w-]+/g) ?? []).find((id) => id !== executionId) ?? '';
    const first = (await run(`get execution ${executionId}`)).out;
    expect(first).toContain(`Followed up by ${followUpId}: COMPLETED\n`);
    expect(first).not.toContain('./breakwater retry');
    expect((await run(`get execution ${followUpId}`)).out).toContain(`Follow-up of ${executionId}\n`);
    const again = await run(`retry ${executionId} --confirm shop`);
    expect(again.code).toBe(exitCodes.refused);
    expect(again.err).toMatch(/^Cannot retry: exec-\S+ follows it already: retry what that one leaves\n/);
  });

  test('after the end tells apart what a person skipped, what a cancel held back, and what failed', async () => {
    const { run, ids, failNext, executionIdOf, rig } = await openShop();
    failNext(ids[0] ?? '');
    const executionId = executionIdOf((await run('drill shop --wait')).out);
    await run(['skip', executionId, '--wave', 'web', '--reason', 'next week']);
    await run(`cancel ${executionId} --reason enough`);
    await rig.runToEnd(executionId);
    const { out } = await run(`describe execution ${executionId}`);
    expect(out).toMatch(/^server-0005 .* NOT_STARTED .* not started: cancelled by ana$/m);
    expect(out).toMatch(/^server-0014 .* NOT_STARTED .* skipped by ana: next week$/m);
    expect((await run(`retry ${executionId}`)).out).toContain(
      'A follow-up launches the 11 servers of it that are not up (1 failed, 5 not started, 5 skipped by a person).\n',
    );
  });

  test('of an execution whose servers are all up is refused with that reason', async () => {
    const { run, executionIdOf } = await openShop();
    const executionId = executionIdOf((await run('drill shop --wait')).out);
    expect(await run(`retry ${executionId}`)).toEqual({
      code: exitCodes.refused,
      out: '',
      err: `Cannot retry: every server of it is up\n${hint(executionId)}`,
    });
  });
});

describe('skip', () => {
  test('a failed server, by its name, lets the plan go on; the end says PARTIAL and the history says why', async () => {
    const { run, ids, failNext, executionIdOf } = await openShop();
    failNext(ids[0] ?? '', ids[1] ?? '');
    const executionId = executionIdOf((await run('drill shop --wait')).out);
    const skip = ['skip', executionId, '--wave', 'database', '--servers', 'server-0000,server-0001', '--reason'];
    const skipped = await run([...skip, 'decommissioned in May']);
    expect(skipped).toMatchObject({ code: exitCodes.ok, err: '' });
    expect(skipped.out).toContain('Skipped 2 servers of wave 0 "database".');
    expect((await run(`watch ${executionId}`)).code).toBe(exitCodes.partial);
    expect((await run(`events ${executionId}`)).out).toContain(
      'ana goes on without 2 servers (server-0000, server-0001) of wave 0 "database": decommissioned in May',
    );
  });

  test('stands beside what was decided of the server, and a second skip says who took the first, and why', async () => {
    const { run, ids, failNext, executionIdOf, rig } = await openShop();
    failNext(ids[0] ?? '', ids[1] ?? '');
    const paused = await run('drill shop --wait');
    const executionId = executionIdOf(paused.out);
    for (const choice of ['retry', 'resume', 'skip', 'cancel']) {
      expect(paused.out).toContain(`\n  ./breakwater ${choice} ${executionId}`);
    }
    const skip = ['skip', executionId, '--wave', '0', '--servers', 'server-0000', '--reason', 'sold in May'];
    expect((await run(skip)).code).toBe(exitCodes.ok);
    const { time } = (await rig.events(executionId)).find(({ data }) => data.type === 'ServersSkipped') ?? {};

    const described = await run(`describe execution ${executionId}`);
    expect(described.out).toMatch(/^server-0000 .* FAILED .* skipped by ana: sold in May; \S/m);
    expect(described.out).not.toMatch(/^server-0001 .* skipped/m);
    const listed = z
      .array(serverViewSchema)
      .parse(JSON.parse((await run(`get servers ${executionId} --output json`)).out));
    expect(listed.filter(({ skipped }) => skipped !== undefined)).toMatchObject([
      {
        sourceServerId: ids[0],
        outcome: 'FAILED',
        skipped: { skippedBy: 'ana', skippedTime: time, reason: 'sold in May' },
      },
    ]);

    const again = await run(skip);
    expect([again.code, again.err.split('\n')[0]]).toEqual([
      exitCodes.refused,
      `Cannot skip: server-0000 (${ids[0]}) is already skipped by ana at ${time}, reason: sold in May`,
    ]);
    expect((await run(['skip', executionId, '--wave', '0', '--reason', 'the rest'])).code).toBe(exitCodes.ok);
    const wave = await run(['skip', executionId, '--wave', '0', '--reason', 'the rest']);
    expect(wave.err).toMatch(/^Cannot skip: wave 0 "database" is already skipped by ana at \S+Z, reason: the rest\n/);

    expect((await run(['skip', executionId, '--wave', 'web', '--reason', 'next week'])).code).toBe(exitCodes.ok);
    expect((await run(['skip', executionId, '--wave', 'web', '--reason', 'again'])).err).toMatch(
      /^Cannot skip: wave 2 "web" is already skipped by ana at \S+Z, reason: next week\n/,
    );
    const ended = await run(`watch ${executionId}`);
    expect(ended.out).toMatch(/server-0001 \(s-\S+\): skipped by ana: the rest; /);
    expect(ended.out).toMatch(/server-0014 +s-\S+ +skipped by ana: next week/);
  });

  test('names every server that the wave does not have, and skips nothing', async () => {
    const { run, ids, failNext, executionIdOf } = await openShop();
    failNext(ids[0] ?? '');
    const executionId = executionIdOf((await run('drill shop --wait')).out);
    expect(await run(`skip ${executionId} --wave 0 --servers server-0000,moon,server-0014 --reason x`)).toEqual({
      code: exitCodes.notFound,
      out: '',
      err: 'No such server in the wave: moon\nNo such server in the wave: server-0014\n',
    });
    expect((await run(`get execution ${executionId}`)).out).toContain('PAUSED');
  });
});

describe('cleanup', () => {
  test('lists what it will terminate, asks for the plan by name, and follows it to the end', async () => {
    const { run, executionIdOf, instances, asked } = await openShop();
    const drilled = await run('drill shop --wait');
    const executionId = executionIdOf(drilled.out);
    expect(drilled.out).toMatch(
      new RegExp(`To terminate the 15 instances that it launched:\n  ./breakwater cleanup ${executionId}\n$`),
    );
    const wrong = await run(`cleanup ${executionId}`, {
      isTerminal: true,
      ask: async (question) => {
        asked.push(question);
        return 'shopp';
      },
    });
    expect(wrong.code).toBe(exitCodes.refused);
    expect(wrong.out.match(/^ {2}server-\d{4} +i-[0-9a-f]{17} +(running|pending)/gm)).toHaveLength(15);
    expect(wrong.err).toBe(`Nothing is terminated: "shopp" is not the plan's name "shop"\n`);
    expect(asked).toEqual([`Type the plan's name to terminate them: `]);
    expect([...instances().values()].filter((id) => id !== undefined)).toHaveLength(15);

    const cleaned = await run(`cleanup ${executionId} --confirm shop --watch`);
    expect(cleaned.code).toBe(exitCodes.ok);
    expect(cleaned.out).toContain('CLEAN-UP of a drill  of plan "shop": COMPLETED');
    expect(cleaned.out).toMatch(/wave 0 "clean-up" +COMPLETED +15 of 15 terminated/);
    expect([...instances().values()].filter((id) => id !== undefined)).toEqual([]);

    const cleanUpId = /started: (\S+)/.exec(cleaned.out)?.[1] ?? '';
    expect((await run(`events ${cleanUpId}`)).out).toMatch(/: [0-9]+ instances terminated/);

    const listed = await run(`get instances ${executionId}`);
    expect(listed.out.match(/server-\d{4} +i-\S+ +terminated .* by exec-/g)).toHaveLength(15);
    expect((await run('get clean-ups')).out).toMatch(new RegExp(`exec-\\S+ +${executionId} +shop +COMPLETED +15`));
    const described = (await run(`describe execution ${executionId}`)).out;
    expect(described).toContain(`Clean-up ${cleanUpId}: COMPLETED, 15 of 15 instances terminated\n`);
    expect(described.match(/ terminated by exec-/g)).toHaveLength(15);
    expect(described).not.toContain('running');
    expect(described).not.toContain('To terminate');
    const again = await run(`cleanup ${executionId}`);
    const done = `Nothing left to terminate: 15 instances of ${executionId} terminated by earlier clean-ups already\n`;
    expect(again).toEqual({ code: exitCodes.ok, out: done, err: '' });
    expect((await run('get clean-ups --output json')).out.match(/"executionId"/g)).toHaveLength(1);
  });

  test('terminates what is left and names what was gone; when all are gone it is done, and leaves nothing refused behind', async () => {
    const { run, rig, ids, executionIdOf, instances } = await openShop();
    const executionId = executionIdOf((await run('drill shop --wait')).out);
    /** Past Breakwater, as somebody does in the AWS console. */
    const terminate = async (sourceServerIds: readonly string[]) => {
      const there = instances();
      const named = sourceServerIds.map((id) => there.get(id) ?? '');
      await rig.clock.complete(drsCall(rig.simulator, 'TerminateRecoveryInstances', { recoveryInstanceIDs: named }));
      await rig.clock.advance(3600);
      return named;
    };
    const [gone = ''] = await terminate(ids.slice(0, 1));
    const cleaned = await run(`cleanup ${executionId} --confirm shop --wait`);
    expect([cleaned.code, cleaned.err]).toEqual([exitCodes.ok, '']);
    expect(cleaned.out).toContain('14 of 14 terminated');
    expect(cleaned.out).toContain(`Mind: 1 instance gone already: ${gone} of server-0000\n`);
    const cleanUpId = /started: (\S+)/.exec(cleaned.out)?.[1] ?? '';
    const seen = await run(`get instances ${executionId}`);
    expect(seen.out).toMatch(new RegExp(`^server-0000 +${gone} +gone .* gone already when ${cleanUpId} looked$`, 'm'));
    expect(seen.out).not.toContain('running');
    expect((await run(`get servers ${executionId}`)).out).toMatch(new RegExp(`server-0000 .*${gone}.* gone `));
    const described = (await run(`describe execution ${executionId}`)).out;
    expect(described).toContain(`Clean-up ${cleanUpId}: COMPLETED, 14 of 14 instances terminated, 1 gone already\n`);
    expect(described).not.toContain('To terminate');
    expect(await run(`cleanup ${executionId}`)).toEqual({
      code: exitCodes.ok,
      out: `Nothing left to terminate: of 15 instances of ${executionId} earlier clean-ups terminated 14, and found 1 gone\n`,
      err: '',
    });

    const second = executionIdOf((await run('drill shop --wait')).out.split('started: ')[1] ?? '');
    await terminate(ids);
    const nothing = await run(`cleanup ${second} --confirm shop`);
    expect([nothing.code, nothing.err]).toEqual([exitCodes.ok, '']);
    expect(nothing.out).toMatch(
      /\nNothing left to terminate: 15 instances gone already: i-[0-9a-f]{17} of server-0000, i-.* of server-0014\n$/,
    );
    const again = await run(`cleanup ${second} --confirm shop`);
    expect([again.code, again.out]).toEqual([
      exitCodes.ok,
      `Nothing left to terminate: of 15 instances of ${second} earlier clean-ups terminated 0, and found 15 gone\n`,
    ]);
    expect((await run('get clean-ups')).out.match(new RegExp(second, 'g'))).toHaveLength(1);

    const third = executionIdOf((await run('drill shop --wait')).out.split('started: ')[1] ?? '');
    await terminate(ids);
    const watched = await run(`cleanup ${third} --confirm shop --wait`);
    expect(watched.code).toBe(exitCodes.ok);
    expect(watched.out).toContain('nothing was left to terminate');
    expect((await run('get clean-ups')).out).not.toContain('REFUSED');
    const empty = (await run(`describe execution ${/started: (\S+)/.exec(watched.out)?.[1] ?? ''}`)).out;
    expect(empty).toContain('It has no server');
    expect(empty).not.toMatch(/0\/0|^none$/m);
  });

  test('of a drill whose instances a later one replaced says by which launch, and leaves the later ones alone', async () => {
    const { run, rig, ids, executionIdOf, instances } = await openShop();
    const first = executionIdOf((await run('drill shop --wait')).out);
    await rig.savePlan('databases', [{ servers: ids.slice(0, 5) }]);
    const later = executionIdOf((await run('drill databases --wait')).out.split('started: ')[1] ?? '');
    const listed = await run(`get instances ${first}`);
    expect(
      listed.out.match(new RegExp(`^server-000\\d +i-\\S+ +replaced .* by the launch of ${later}$`, 'gm')),
    ).toHaveLength(5);
    expect(listed.out.match(/^server-\d{4} +i-\S+ +running /gm)).toHaveLength(10);
    const up = [...instances()].slice(0, 5);
    const cleaned = await run(`cleanup ${first} --confirm shop --wait`);
    expect(cleaned.code).toBe(exitCodes.ok);
    expect(cleaned.out).toContain(`5 instances of it replaced by the launches of ${later}.\n`);
    expect(cleaned.out).toContain('10 of 10 terminated');
    for (const [sourceServerId, instanceId] of up) expect(instances().get(sourceServerId)).toBe(instanceId);
    const again = await run(`cleanup ${first} --confirm shop`);
    expect([again.code, again.err]).toEqual([exitCodes.ok, '']);
    expect(again.out).toBe(
      `Nothing left to terminate: of 15 instances of ${first} earlier clean-ups terminated 10, and found 5 gone\n`,
    );
    expect((await run('get clean-ups --output json')).out.match(/"executionId"/g)).toHaveLength(1);
  });

  test('of a recovery needs --recovery beside the name', async () => {
    const { run, executionIdOf, instances } = await openShop();
    const executionId = executionIdOf((await run('recover shop --confirm shop --wait')).out);
    const refused = await run(`cleanup ${executionId} --confirm shop`);
    expect([refused.code, refused.out]).toEqual([exitCodes.refused, '']);
    expect(refused.err).toContain('its instances are live');
    expect([...instances().values()].filter((id) => id !== undefined)).toHaveLength(15);
    const cleaned = await run(`cleanup ${executionId} --confirm shop --recovery --watch`);
    expect(cleaned.code).toBe(exitCodes.ok);
    expect(cleaned.out).toContain('!! CLEAN-UP of a RECOVERY !!');
    expect([...instances().values()].filter((id) => id !== undefined)).toEqual([]);
  });

  test('leaves alone what an adopted job made, names it, and takes it when it is named', async () => {
    const { run, rig, executionIdOf, instances } = await openShop();
    rig.simulator.faults.add({ kind: 'lost-reply', operation: 'StartRecovery', times: 1 });
    const executionId = executionIdOf((await run('drill shop --wait')).out);
    const cleaned = await run(`cleanup ${executionId} --confirm shop --watch`);
    expect(cleaned.code).toBe(exitCodes.ok);
    expect(cleaned.out).toContain('10 of 10 terminated');
    expect(cleaned.out.match(/^Mind: server-000\d is left alone: .*adopted job/gm)).toHaveLength(5);
    expect([...instances().values()].filter((id) => id !== undefined)).toHaveLength(5);
    const flags = /^ {2}(--include-adopted .*)$/m.exec(cleaned.out)?.[1] ?? '';
    expect(flags.match(/--include-adopted i-[0-9a-f]{17}/g)).toHaveLength(5);
    expect((await run(`cleanup ${executionId} --confirm shop --watch ${flags}`)).code).toBe(exitCodes.ok);
    expect([...instances().values()].filter((id) => id !== undefined)).toEqual([]);
  });

  test('of an execution that still runs is refused with that reason', async () => {
    const { run, executionIdOf } = await openShop();
    const executionId = executionIdOf((await run('drill shop')).out);
    const { code, err } = await run(`cleanup ${executionId} --confirm shop`);
    expect([code, err]).toEqual([exitCodes.refused, `Cannot clean up: the execution is POLLING\n${hint(executionId)}`]);
  });
});
