/**
 * `npm run bench`: how fast Breakwater is, in virtual time and without any network, beside a serial loop on the same
 * seeds and beside what was published. Prints figures as they are and judges nothing by its exit code.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { latencySeconds } from './latencies.ts';
import { type MainPart, measureLargeRuns, measureMain, measureSeveral, measureShapes } from './parts.ts';
import {
  callsTable,
  type LargeRow,
  largeTable,
  mainTable,
  type ShapeRow,
  shapesTable,
  togetherTable,
  turnTable,
} from './tables.ts';

const usage = `npm run bench -- [options]
  --seed N      the first seed (1)
  --runs N      seeds of the main table; the other shapes take a fifth of them (50)
  --only PART   main, shapes or large; more than once for more of them
  --json FILE   write the figures there too
`;

const partNames = ['main', 'shapes', 'large'] as const;
type PartName = (typeof partNames)[number];

const stop = (text: string, exitCode: number): never => {
  process.stdout.write(text);
  process.exit(exitCode);
};

/** Gives what the action gives, or ends the program with the error's own words. */
const orStop = <T>(action: () => T): T => {
  try {
    return action();
  } catch (error) {
    return stop(`${error instanceof Error ? error.message : String(error)}\n`, 2);
  }
};

const { values } = orStop(() =>
  parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      runs: { type: 'string', default: '50' },
      only: { type: 'string', multiple: true },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  }),
);

const countOf = (name: string, text: string): number =>
  /^[1-9]\d{0,8}$/.test(text) ? Number(text) : stop(`--${name} takes a whole number from 1 on, not ${text}\n`, 2);

const partOf = (text: string): PartName =>
  partNames.find((name) => name === text) ?? stop(`--only takes ${partNames.join(', ')}, not ${text}\n`, 2);

/** The commit that was measured, and whether the files are still as it has them. */
const readCommit = (): string => {
  try {
    const git = (...args: readonly string[]): string =>
      execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    const changed = git('status', '--porcelain', '--', 'src', 'tools/bench', 'test/support') !== '';
    return `${git('rev-parse', '--short', 'HEAD')}${changed ? ' with changes' : ''}`;
  } catch {
    return 'unknown';
  }
};

/** What else runs here makes CPU figures larger (shared caches and cores); all other figures are virtual. */
const loadText = (): string =>
  `Real CPU and memory on ${availableParallelism()} cores with a load of ${loadavg()[0]?.toFixed(1)} before the start.`;

interface Report {
  readonly commit: string;
  readonly node: string;
  readonly seed: number;
  readonly runs: number;
  main?: MainPart;
  together?: Awaited<ReturnType<typeof measureSeveral>>;
  shapes?: readonly ShapeRow[];
  large?: readonly LargeRow[];
}

const say = (...lines: readonly string[]): void => {
  process.stdout.write(`${lines.join('\n')}\n`);
};

if (values.help) stop(usage, 0);
const seed = countOf('seed', values.seed);
const runs = countOf('runs', values.runs);
const otherRuns = Math.ceil(runs / 5);
const parts = new Set(values.only?.map(partOf) ?? partNames);
const jsonFile = values.json;
// Now, and not after minutes of measuring.
if (jsonFile !== undefined) orStop(() => writeFileSync(jsonFile, ''));
const report: Report = { commit: readCommit(), node: process.version, seed, runs };

const { drs, ec2, transition, lambda } = latencySeconds;
say(
  `Breakwater at commit ${report.commit}, Node ${report.node}; seeds ${seed} to ${seed + runs - 1}.`,
  'Virtual time, no network. Durations of the published figures: snapshot 45–75 s, conversion 180 s, launch 120–300 s.',
  `Latencies put in: DRS ${drs * 1000} ms, EC2 ${ec2 * 1000} ms, state transition ${transition * 1000} ms, Lambda ${lambda * 1000} ms more for a task.`,
  'By polling alone: DRS events are not built yet.',
  loadText(),
);
if (parts.has('main')) {
  report.main = await measureMain(seed, runs);
  const { ours, loop, turns } = report.main;
  say('', `3 waves × 10 servers, no gates (mean of ${runs} seeds where it says mean)`, mainTable(ours, loop));
  say(callsTable(ours, loop), turnTable(turns));
  report.together = await measureSeveral(seed);
  say('', 'Executions of that plan in one account and Region, ten seconds apart', togetherTable(report.together));
}
if (parts.has('shapes')) {
  report.shapes = await measureShapes(seed, otherRuns);
  say('', `Other shapes (${otherRuns} seeds each)`, shapesTable(report.shapes));
}
if (parts.has('large')) {
  report.large = await measureLargeRuns(seed);
  say('', 'Large plans, each in a process of its own with the simulator and the store in it', largeTable(report.large));
}
if (jsonFile !== undefined) writeFileSync(jsonFile, `${JSON.stringify(report, null, 2)}\n`);
