import { describe, expect, test } from 'vitest';
import { effectOfResume } from '../../src/cli/render/person-needed.ts';
import { setUpCli } from './run.ts';

const setUp = async () => {
  const cli = setUpCli();
  return { ...cli, executionId: await cli.shop.atGate() };
};

/** Both gates wait at the same time: the waves behind them need the database alone. */
const withTwoGates = async () => {
  const cli = setUpCli();
  const executionId = await cli.shop.atGate({ web: { dependsOn: ['database'] } });
  return { ...cli, executionId };
};

type SetUp = Awaited<ReturnType<typeof setUp>>;
/** What people have decided, in order. */
const decisions = async ({ rig, executionId }: Pick<SetUp, 'rig' | 'executionId'>) =>
  (await rig.events(executionId))
    .map(({ data }) => ('waveNumber' in data ? `${data.type} ${data.waveNumber}` : data.type))
    .filter((what) => /^(GateOpened|ExecutionResumed|WaveFailureAccepted)/.test(what));

describe('resume', () => {
  test('names the one wave that waits, and says what will launch', async () => {
    const cli = await setUp();
    const { run, executionId } = cli;
    expect(await run(`resume ${executionId}`)).toEqual({
      code: 0,
      err: '',
      out: `Approved wave 1 "application": 3 servers will launch.\nWatch it: ./breakwater watch ${executionId}\n`,
    });
    expect(await decisions(cli)).toEqual(['GateOpened 1']);
  });

  test.each(['1', 'application', 'APPLICATION'])('--wave %s opens the gate of that wave', async (wave) => {
    const cli = await withTwoGates();
    expect((await cli.run(['resume', cli.executionId, '--wave', wave])).code).toBe(0);
    expect(await decisions(cli)).toEqual(['GateOpened 1']);
  });

  test('with several waves waiting opens none, and names the command for each', async () => {
    const cli = await withTwoGates();
    const { code, err } = await cli.run(`resume ${cli.executionId}`);
    expect(code).toBe(2);
    expect(err.split('\n')).toEqual([
      'Several things wait for a person; say which one:',
      '- wave 1 "application" waits for approval: 3 servers will launch',
      `  ./breakwater resume ${cli.executionId} --wave 1`,
      '- wave 2 "web" waits for approval: 3 servers will launch',
      `  ./breakwater resume ${cli.executionId} --wave 2`,
      '',
    ]);
    expect(await decisions(cli)).toEqual([]);
  });

  test('with a pause and a gate asks which of them is meant', async () => {
    const cli = await setUp();
    const { run, executionId } = cli;
    await run(`pause ${executionId}`);
    expect((await run(`resume ${executionId}`)).code).toBe(2);
    expect(await decisions(cli)).toEqual([]);
    expect((await run(`resume ${executionId} --end-pause`)).out).toMatch(/^The pause is ended\./);
    expect(await decisions(cli)).toEqual(['ExecutionResumed']);
    expect((await run(`resume ${executionId} --end-pause --wave 1`)).code).toBe(2);
    expect(await decisions(cli)).toEqual(['ExecutionResumed']);
  });

  test('with only a pause ends it', async () => {
    const cli = setUpCli();
    const executionId = await cli.shop.running();
    await cli.run(`pause ${executionId}`);
    expect((await cli.run(`resume ${executionId}`)).code).toBe(0);
    expect(await decisions({ ...cli, executionId })).toEqual(['ExecutionResumed']);
  });

  test('of a wave that failed goes on without what is missing, and says so', async () => {
    const cli = setUpCli();
    const executionId = await cli.shop.awaitingDecision();
    const { code, out } = await cli.run(`resume ${executionId}`);
    expect([code, out.split('\n')[0]]).toEqual([
      0,
      'Accepted wave 0 "database": the waves after it will start without 1 server of it.',
    ]);
    expect(await decisions({ ...cli, executionId })).toEqual(['WaveFailureAccepted 0']);
  });

  test('of the last wave promises nothing after it', async () => {
    const cli = setUpCli();
    const view = await cli.rig.get(await cli.shop.awaitingDecision());
    const [wave] = view.waves;
    if (wave === undefined) throw new Error('no wave');
    expect(effectOfResume(wave, { pauseRequested: false, waves: [wave] })).toBe(
      'no wave waits for it: it stays without 1 server',
    );
  });

  test('--approve approves the named action of the wave, once; without the name it only says what waits', async () => {
    const cli = setUpCli();
    const books = { kind: 'APPROVAL', actionName: 'the books are closed' } as const;
    const executionId = await cli.shop.atGate({ database: { actions: { before: [books] } } });
    const words = ['resume', executionId, '--wave', '0', '--approve', 'the books are closed'];
    const unnamed = await cli.run(`resume ${executionId}`);
    expect(unnamed).toEqual({
      code: 2,
      out: '',
      err: `An action waits for approval; name it:
- wave 0 "database" waits for approval of "the books are closed": the wave goes on
  ./breakwater resume ${executionId} --wave 0 --approve "the books are closed"
`,
    });
    expect((await cli.run(`resume ${executionId} --wave 0`)).code).toBe(7);
    const waiting = `Waiting for approval:
- action "the books are closed" of wave 0 "database"
  ./breakwater resume ${executionId} --wave 0 --approve "the books are closed"
`;
    for (const [flags, which] of [
      [[], '"another"'],
      [['--wave', '0'], '"another" in wave 0 "database"'],
    ] as const) {
      expect(await cli.run(['resume', executionId, ...flags, '--approve', 'another'])).toEqual({
        code: 11,
        out: '',
        err: `No action ${which}\n${waiting}`,
      });
    }
    expect((await cli.rig.get(executionId)).waves[0]?.awaitedApproval).toBe('the books are closed');
    expect(await cli.run(words)).toEqual({
      code: 0,
      err: '',
      out: `Approved action "the books are closed" of wave 0 "database": the wave goes on.\nWatch it: ./breakwater watch ${executionId}\n`,
    });
    expect((await cli.rig.get(executionId)).waves[0]?.activities).toMatchObject([{ state: 'SUCCEEDED' }]);
    expect((await cli.run(words)).code).toBe(7);
  });

  test('of an unknown wave names the waves that there are', async () => {
    const { run, executionId } = await setUp();
    expect(await run(`resume ${executionId} --wave cache`)).toEqual({
      code: 11,
      out: '',
      err: 'No such wave: cache\nWaves: wave 0 "database", wave 1 "application", wave 2 "web"\n',
    });
  });

  test('--approve of an action that there is not opens no gate', async () => {
    const cli = await setUp();
    const { code, err } = await cli.run(`resume ${cli.executionId} --approve foo`);
    expect([code, err]).toEqual([11, 'No action "foo"\nNo action waits for approval\n']);
    expect(await decisions(cli)).toEqual([]);
  });

  test('when nothing waits is refused with the reason', async () => {
    const { run, shop } = setUpCli();
    const executionId = await shop.running();
    const { code, out, err } = await run(`resume ${executionId}`);
    expect([code, out]).toEqual([7, '']);
    expect(err).toMatch(/^Cannot resume: nothing waits for a person: wave 0 "database" is IN_PROGRESS/);
  });

  test('of a gate that somebody else has just opened is refused by the server, and opens no other', async () => {
    const cli = await withTwoGates();
    const { run, rig, context, executionId } = cli;
    let opened = false;
    const { code, err } = await run(`resume ${executionId} --wave 1`, {
      fetch: async (input, init) => {
        if (init.method === 'POST' && !opened) {
          opened = true;
          await rig.command(executionId, { type: 'resume', waveNumber: 1 });
        }
        return context.fetch(input, init);
      },
    });
    expect(code).toBe(7);
    expect(err).toMatch(
      /^Cannot resume: wave 1 "application" does not wait for a person: it is \w+; its gate was opened by anna at \S+\nPossible now:\n- wave 2 .*\n {2}\.\/breakwater resume exec-\S+ --wave 2\n/,
    );
    expect(await decisions(cli)).toEqual(['GateOpened 1']);
  });
});
