/**
 * `node infra/src/measure.ts`: how large the bundle is, and how long it takes to load, in fresh processes; the fastest of
 * five, as the rest is the machine's other work. Size counts what loads: `index.mjs` and what it needs, with the clients
 * that a kind of function asks AWS with.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { environmentNames, lambdaFunctions } from '../../src/entry/lambda/functions.ts';
import { type BundledFile, bundleFunctions } from './bundle.ts';

const RUNS = 5;
const MEGABYTE = 1024 * 1024;

/** The files that load together with these. */
const closureOf = (files: readonly BundledFile[], names: readonly string[]): ReadonlySet<string> => {
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const needed of files.find((file) => file.name === name)?.needs ?? []) visit(needed);
  };
  for (const name of names) visit(name);
  return seen;
};

const folder = mkdtempSync(join(tmpdir(), 'breakwater-measure-'));
try {
  const files = await bundleFunctions(folder);
  const load = `const start = performance.now(); await import(${JSON.stringify(pathToFileURL(join(folder, 'index.mjs')))}); console.log(performance.now() - start);`;
  const milliseconds = (operations: readonly string[]): number => {
    const variables = Object.values(environmentNames).map((name) => [name, 'measured'] as const);
    const env = {
      ...Object.fromEntries(variables),
      [environmentNames.driver]: 'step-functions',
      [environmentNames.operations]: operations.join(','),
      AWS_REGION: 'us-east-1',
    };
    const times = Array.from({ length: RUNS }, () => {
      const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', load], {
        env,
        encoding: 'utf8',
      });
      const time = Number(stdout.trim().split('\n').at(-1));
      if (Number.isNaN(time)) throw new Error(stderr);
      return time;
    });
    return Math.round(Math.min(...times));
  };
  const clients = (names: readonly string[]) =>
    files.flatMap(({ name }) => (names.some((client) => name.startsWith(`sdk-${client}-`)) ? [name] : []));
  const megabytes = (names: readonly string[]): string => {
    const loaded = closureOf(files, ['index.mjs', ...clients(names)]);
    const bytes = files.reduce((sum, file) => sum + (loaded.has(file.name) ? file.bytes : 0), 0);
    return (bytes / MEGABYTE).toFixed(2);
  };
  const whole = (files.reduce((sum, { bytes }) => sum + bytes, 0) / MEGABYTE).toFixed(2);
  process.stdout.write(`the whole bundle: ${whole} MB in ${files.length} files\n`);
  for (const { operations, callsAws } of Object.values(lambdaFunctions)) {
    const size = megabytes(callsAws ? ['sfn', 'sns', 'drs', 'ec2', 'sts'] : ['sfn', 'sns']);
    process.stdout.write(`${operations.join(',').padEnd(9)} ${size} MB, loaded in ${milliseconds(operations)} ms\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
