/**
 * What is deployed to AWS: how large each function's bundle is, how long it takes to load in a fresh process, and how long
 * the templates take. Size counts what loads: `index.mjs` and what it needs, with the clients that the function asks AWS with.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { type BundledFile, bundleFunctions, bundleInto } from '../../infra/src/bundle.ts';
import { environmentNames, type LambdaFunction, lambdaFunctions } from '../../src/entry/lambda/functions.ts';

/** Each function is loaded so often; the fastest counts, as the rest is the machine's other work. */
const RUNS = 15;
/** A known load of about the same length: by it one machine's figures are held against another's. */
const CLIENTS_ALONE = join(import.meta.dirname, 'clients-alone.ts');
const MEGABYTE = 1024 * 1024;
const root = join(import.meta.dirname, '..', '..');

export interface ImportFigures {
  /** By the clock. */
  readonly importMilliseconds: number;
  /** Of CPU: what the clock would show at most on a machine that does nothing else. */
  readonly importCpuMilliseconds: number;
}

export interface FunctionFigures extends ImportFigures {
  readonly name: string;
  readonly callsAws: boolean;
  readonly megabytes: number;
}

export interface DeploymentFigures {
  /** By the clock, from the command to the last template; and of CPU. */
  readonly synthSeconds: number;
  readonly synthCpuSeconds: number;
  readonly bundleMegabytes: number;
  readonly functions: readonly FunctionFigures[];
  /** `clients-alone.ts`, bundled alike and loaded in turn with the functions. */
  readonly clientsAlone: ImportFigures;
}

export const measureDeployment = async (): Promise<DeploymentFigures> => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-measure-'));
  try {
    const files = await bundleFunctions(join(folder, 'functions'));
    const handler = join(folder, 'functions', 'index.mjs');
    await bundleInto(join(folder, 'client'), CLIENTS_ALONE);
    const loads = Object.entries<LambdaFunction>(lambdaFunctions).map(([name, { operations, callsAws }]) => ({
      clientsAlone: measureImport(join(folder, 'client', 'index.mjs'), operations),
      figures: {
        name,
        callsAws,
        megabytes: megabytesOf(files, loadedWith(files, callsAws)),
        ...measureImport(handler, operations),
      },
    }));
    return {
      ...measureSynthesis(join(folder, 'templates')),
      bundleMegabytes: megabytesOf(files, () => true),
      functions: loads.map(({ figures }) => figures),
      clientsAlone: fastestOf(loads.map(({ clientsAlone }) => clientsAlone)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const megabytesOf = (files: readonly BundledFile[], counts: (name: string) => boolean): number =>
  files.reduce((sum, { name, bytes }) => sum + (counts(name) ? bytes : 0), 0) / MEGABYTE;

/** The files that load with the handler once it has asked AWS. */
const loadedWith = (files: readonly BundledFile[], callsAws: boolean): ((name: string) => boolean) => {
  const clients = callsAws ? ['sfn', 'sns', 'drs', 'ec2', 'sts'] : ['sfn', 'sns'];
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const needed of files.find((file) => file.name === name)?.needs ?? []) visit(needed);
  };
  visit('index.mjs');
  for (const { name } of files) if (clients.some((client) => name.startsWith(`sdk-${client}-`))) visit(name);
  return (name) => seen.has(name);
};

const importSchema = z.object({ importMilliseconds: z.number(), importCpuMilliseconds: z.number() });

/** Of a function that accepts these operations: the fastest of so many loads, each in a process of its own. */
export const measureImport = (handler: string, operations: readonly string[], runCount = RUNS): ImportFigures => {
  const env = {
    ...Object.fromEntries(Object.values(environmentNames).map((name) => [name, 'measured'])),
    [environmentNames.driver]: 'step-functions',
    [environmentNames.serverUrl]: 'https://measured.example.com',
    [environmentNames.operations]: operations.join(','),
    AWS_REGION: 'us-east-1',
  };
  const load = `const start = performance.now(), before = process.cpuUsage();
    await import(${JSON.stringify(pathToFileURL(handler))});
    const importMilliseconds = performance.now() - start, { user, system } = process.cpuUsage(before);
    console.log(JSON.stringify({ importMilliseconds, importCpuMilliseconds: (user + system) / 1000 }));`;
  const runs = Array.from({ length: runCount }, () => {
    const child = spawnSync(process.execPath, ['--input-type=module', '--eval', load], { env, encoding: 'utf8' });
    if (child.status !== 0) throw new Error(child.stderr);
    return importSchema.parse(JSON.parse(child.stdout.trim().split('\n').at(-1) ?? ''));
  });
  return fastestOf(runs);
};

const fastestOf = (runs: readonly ImportFigures[]): ImportFigures => ({
  importMilliseconds: Math.min(...runs.map(({ importMilliseconds }) => importMilliseconds)),
  importCpuMilliseconds: Math.min(...runs.map(({ importCpuMilliseconds }) => importCpuMilliseconds)),
});

/** By the command line itself, whose children's CPU only the shell can tell (POSIX `times`: its own, then theirs). */
const measureSynthesis = (folder: string): Pick<DeploymentFigures, 'synthSeconds' | 'synthCpuSeconds'> => {
  const start = performance.now();
  const command = ['-c', './breakwater deploy --synth-only "$1" >&2 && times', 'sh', folder];
  const child = spawnSync('sh', command, { cwd: root, encoding: 'utf8' });
  if (child.status !== 0) throw new Error(child.stderr);
  const ofChildren = child.stdout.trim().split('\n').at(-1) ?? '';
  const seconds = [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, rest]) => Number(minutes) * 60 + Number(rest),
  );
  return {
    synthSeconds: (performance.now() - start) / 1000,
    synthCpuSeconds: seconds.reduce((sum, part) => sum + part, 0),
  };
};
