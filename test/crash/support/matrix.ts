/** Kills a drill at one point after the other, and compares how it ends with the drill that nobody disturbed. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { liveNight, type NightReport } from '../../simulation/support/live-night.ts';
import type { Crash, Night } from '../../simulation/support/night.ts';
import { createTally } from '../../simulation/support/tally.ts';

export interface Point {
  /** Which write or call, from 1. */
  readonly call: number;
  readonly when: 'before' | 'after';
}

const child = join(import.meta.dirname, '..', 'children', 'drill-until-killed.ts');
const printedSchema = z.object({ calls: z.array(z.string()), end: z.unknown() });

/** What was compiled once is not compiled again by each of hundreds of children: half of what one takes. */
const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') };

interface Ended {
  readonly signal: string | null;
  readonly output: string;
}

const runChild = (args: readonly string[]): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const process_ = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', child, ...args], { env });
    let output = '';
    let errors = '';
    process_.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
    process_.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString('utf8');
    });
    process_.once('error', reject);
    process_.once('close', (code, signal) => {
      if (code === 0 || signal === 'SIGKILL') resolve({ signal, output });
      else reject(new Error(`the drill ended with ${code ?? signal}: ${errors}`));
    });
  });

const inNewFolder = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-matrix-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Of the real drill of this number: the names of all its writes and calls, in order, and how it ends. */
export const undisturbedDrill = (drill: number) =>
  inNewFolder(async (folder) => printedSchema.parse(JSON.parse((await runChild([folder, String(drill)])).output)));

/** How the drill ends that was killed there and taken up by another process. Throws when it was not killed. */
export const killedDrill = (drill: number, { call, when }: Point): Promise<unknown> =>
  inNewFolder(async (folder) => {
    const killed = await runChild([folder, String(drill), String(call), when]);
    if (killed.signal !== 'SIGKILL') throw new Error(`nobody was killed ${when} call ${call}`);
    return printedSchema.parse(JSON.parse((await runChild([folder, String(drill)])).output)).end;
  });

export const pointsOf = (calls: number): readonly Point[] =>
  Array.from({ length: calls }, (_, index) => index + 1).flatMap((call) => [
    { call, when: 'before' } as const,
    { call, when: 'after' } as const,
  ]);

/**
 * A drill in the simulated world, every invariant checked at every write. `differencesBetween` compares it with another.
 * Throws when nobody died at the point.
 */
export const simulatedDrill = async (
  nightWith: (crashes: readonly Crash[]) => Night,
  point?: Point,
): Promise<NightReport> => {
  const crashes = point === undefined ? [] : [{ atCall: point.call, when: point.when, downSeconds: 20 }];
  const tally = createTally();
  const report = await liveNight(nightWith(crashes), { tally });
  const started = tally.counts.get('process started') ?? 0;
  if (point !== undefined && started < 2) throw new Error(`nobody died ${point.when} call ${point.call}`);
  return report;
};
