/** The time that the bench measures is that of the bundle that would be deployed, with the clients that a function loads. */
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { lambdaFunctions } from '../../src/entry/lambda/functions.ts';
import { measureImport } from '../../tools/bench/deployment.ts';
import { synthesized } from '../support/synth/synthesized.ts';

/** A copy of it, without the files of one client. */
const bundleWithout = async (client: string): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-load-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync((await synthesized()).bundle, folder, { recursive: true });
  const files = readdirSync(folder).filter((name) => name.startsWith(`sdk-${client}-`));
  expect(files).not.toEqual([]);
  for (const name of files) rmSync(join(folder, name));
  return join(folder, 'index.mjs');
};

const load = (handler: string, { operations }: { readonly operations: readonly string[] }) =>
  measureImport(handler, operations, 1);

it('is loaded whole and ready for its operations, in a process of its own', async () => {
  const { importMilliseconds, importCpuMilliseconds } = load(
    join((await synthesized()).bundle, 'index.mjs'),
    lambdaFunctions.poll,
  );
  expect(importMilliseconds).toBeGreaterThan(0);
  expect(importCpuMilliseconds).toBeGreaterThan(0);
});

it('counts the client of DRS for a function that asks it, and for no other', async () => {
  const handler = await bundleWithout('drs');
  expect(() => load(handler, lambdaFunctions.poll)).toThrow(/sdk-drs-/);
  expect(() => load(handler, lambdaFunctions.park)).not.toThrow();
});

it('is not taken of a function that does not start', async () => {
  const handler = join((await synthesized()).bundle, 'index.mjs');
  expect(() => measureImport(handler, ['an operation that nobody knows'], 1)).toThrow(
    /the environment of this function is wrong/,
  );
});
