import { readFile } from 'node:fs/promises';
import { createApi } from '../../src/api/app.ts';
import type { CliContext } from '../../src/cli/context.ts';
import { defaultEstate } from '../../src/simulator/estate/default-estate.ts';
import { createRig, type RigOptions } from '../support/rig.ts';
import { setUpCli } from './run.ts';

/** The command line over the real API, engine and simulated AWS, on virtual time. Time passes while a command waits. */
export async function setUpWhole(options: RigOptions = { estate: defaultEstate, seed: 7 }) {
  const rig = await createRig(options);
  const { clock } = rig;
  const api = createApi({
    catalog: rig.catalog,
    executions: rig.engine.executions,
    estate: rig.engine.estate,
    authenticate: async () => ({ actor: 'anna' }),
    version: '1.2.3',
    clock,
  });
  const context: Partial<CliContext> = {
    fetch: (input, init) => {
      const answer = api.fetch(new Request(input, init));
      // A start waits for the verdict of the checks before it; a read never waits.
      return init.method === 'POST' ? clock.complete(answer) : answer;
    },
    now: clock.nowMs,
    sleep: (seconds) => clock.advance(seconds),
  };
  const cli = setUpCli(context);
  const shop = await readFile(new URL('../../examples/shop.yaml', import.meta.url), 'utf8');
  cli.files.set('shop.yaml', shop);
  const executionIdOf = (out: string): string => /exec-\S+/.exec(out)?.[0] ?? '';
  return { ...cli, rig, executionIdOf };
}
