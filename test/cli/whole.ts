import { readFile } from 'node:fs/promises';
import { defaultEstate } from '../../src/simulator/estate/default-estate.ts';
import { openRig, type RigOptions } from '../support/rig.ts';
import { setUpCli } from './run.ts';

/** The command line over another estate than the small shop: the sample company, unless told. */
export async function setUpWhole(options: RigOptions = { estate: defaultEstate, seed: 7 }) {
  const cli = setUpCli({}, openRig(options));
  const shop = await readFile(new URL('../../examples/shop.yaml', import.meta.url), 'utf8');
  cli.files.set('shop.yaml', shop);
  const executionIdOf = (out: string): string => /exec-\S+/.exec(out)?.[0] ?? '';
  return { ...cli, executionIdOf };
}
