/**
 * `npm run bench`: how fast Breakwater is, in virtual time and without any network, beside a serial loop on the same
 * seeds and beside what was published. Prints figures as they are; judges them with `--check` alone.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { orStop, readOptions, stop, wholeOf } from '../options.ts';
import { startFlags } from '../start-flags.ts';
import { findWorse, readBaseline, writeBaseline } from './baseline.ts';
import { measureDeployment } from './deployment.ts';
import { measureEstate } from './estate.ts';
import { latencySeconds } from './latencies.ts';
import { measuresOf } from './measures.ts';
import {
  measureLargeRuns,
  measureMain,
  measureQuotaRuns,
  measureSeveral,
  measureShapes,
  measureSwarm,
  measureThrottled,
} from './parts.ts';
import type { Report } from './report.ts';
import {
  callsTable,
  clientsAloneText,
  deploymentTable,
  estateTable,
  largeTable,
  mainTable,
  nightsText,
  shapesTable,
  synthText,
  throttleText,
  togetherTable,
  turnKindsTable,
  turnTable,
} from './tables.ts';
import { measureTurns } from './turns.ts';

const usage = `npm run bench -- [options]
  --seed N      the first seed (1)
  --runs N      seeds of the main table; the other shapes take a fifth of them (50)
  --only PART   main, turns, together, quotas, shapes, large, estate, nights or deployment; more than once for more of them
  --json FILE   write the figures there too
  --check       main, turns, together, quotas, estate, nights and deployment on the kept seeds; fails when a target is
                missed, when a figure of virtual time is a tenth worse than the kept one, or when one of the loop's has
                changed by a hundredth
  --keep        the same, on 20 seeds unless told, and keeps the figures: tools/bench/baseline.json
`;

const partNames = ['main', 'turns', 'together', 'quotas', 'shapes', 'large', 'estate', 'nights', 'deployment'] as const;
type PartName = (typeof partNames)[number];
/** What is the same on every machine, or has a target, and is quick enough for each change. */
const checkedParts: readonly PartName[] = ['main', 'turns', 'together', 'quotas', 'estate', 'nights', 'deployment'];
const KEPT_RUNS = 20;

const values = readOptions(usage, {
  seed: { type: 'string', default: '1' },
  runs: { type: 'string' },
  only: { type: 'string', multiple: true },
  json: { type: 'string' },
  check: { type: 'boolean', default: false },
  keep: { type: 'boolean', default: false },
});

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

const say = (...lines: readonly string[]): void => {
  process.stdout.write(`${lines.join('\n')}\n`);
};

const baseline = values.check ? orStop(readBaseline) : undefined;
const isChecked = values.check || values.keep;
const seed = baseline?.seed ?? wholeOf('seed', values.seed, 1);
const runs = baseline?.runs ?? wholeOf('runs', values.runs ?? String(values.keep ? KEPT_RUNS : 50), 1);
const otherRuns = Math.ceil(runs / 5);
const parts = new Set(isChecked ? checkedParts : (values.only?.map(partOf) ?? partNames));
const jsonFile = values.json;
// Now, and not after minutes of measuring.
if (jsonFile !== undefined) orStop(() => writeFileSync(jsonFile, ''));
const report: Report = { commit: readCommit(), node: process.version, seed, runs };

const { drs, ec2, eventBridge, transition, lambda } = latencySeconds;
say(
  `Breakwater at commit ${report.commit}, Node ${report.node}; seeds ${seed} to ${seed + runs - 1}.`,
  'Virtual time, no network. Durations of the published figures: snapshot 45–75 s, conversion 180 s, launch 120–300 s.',
  `Latencies put in: DRS ${drs * 1000} ms, EC2 ${ec2 * 1000} ms, EventBridge ${eventBridge * 1000} ms, state transition ${transition * 1000} ms, Lambda ${lambda * 1000} ms more for a task.`,
  loadText(),
);
if (parts.has('main')) {
  report.main = await measureMain(seed, runs);
  const { polling, turns } = report.main;
  say('', `3 waves × 10 servers, no gates (mean of ${runs} seeds where it says mean)`, mainTable(report.main));
  say(`${(1 / polling.cpuSecondsMean).toFixed(1)} such executions are simulated in a second of CPU.`);
  say(callsTable(report.main), turnTable(turns));
  report.throttled = await measureThrottled(seed, otherRuns);
  say('', 'DRS throttles everything for 10 s as the first wave ends', throttleText(report.throttled, otherRuns));
}
if (parts.has('turns')) {
  report.turns = await measureTurns();
  say(
    '',
    'What a turn asks of the store: 10 servers in one job, a gate, 250 servers in three jobs',
    turnKindsTable(report.turns),
  );
}
if (parts.has('together')) {
  report.together = await measureSeveral(seed);
  say('', 'Executions of that plan in one account and Region (ten seconds apart; fifty at once)');
  say(togetherTable(report.together));
}
if (parts.has('quotas')) {
  report.quotas = await measureQuotaRuns(seed);
  say(
    '',
    'Large plans under quotas: 500 servers in jobs, 20 jobs. The least possible is the longest of: the chain of jobs,',
    'servers × job time ÷ 500, job time ÷ 20. Each in a process of its own, simulator and store in it, with the flags of',
    `npm start: ${startFlags.join(' ')}.`,
    largeTable(report.quotas),
  );
}
if (parts.has('shapes')) {
  report.shapes = await measureShapes(seed, otherRuns);
  say('', `Other shapes (${otherRuns} seeds each)`, shapesTable(report.shapes));
}
if (parts.has('large')) {
  report.large = await measureLargeRuns(seed);
  say(
    '',
    'Large plans, one wave after the other, with other flags than those of npm start: printed, and not judged',
    largeTable(report.large),
  );
}
if (parts.has('estate')) {
  report.estate = measureEstate();
  say('', 'A large estate, on SQLite. Judged is the lesser of both times, the capacity by the clock.');
  say(estateTable(report.estate));
}
if (parts.has('nights')) {
  report.nights = await measureSwarm();
  say('', 'Nights of the swarm, past the SDK, one after the other', nightsText(report.nights));
}
if (parts.has('deployment')) {
  report.deployment = await measureDeployment();
  say('', 'What is deployed to AWS. Imports in fresh processes, the fastest of fifteen: by the clock, and of CPU.');
  say(deploymentTable(report.deployment), clientsAloneText(report.deployment), synthText(report.deployment));
}
const measures = measuresOf(report);
if (jsonFile !== undefined) writeFileSync(jsonFile, `${JSON.stringify({ ...report, measures }, null, 2)}\n`);
if (isChecked) {
  const { commit, node } = report;
  if (values.keep) writeBaseline({ commit, node, seed, runs, measures: [...measures] });
  const worse = findWorse(measures, baseline?.measures ?? []);
  say(
    '',
    ...(worse.length === 0 ? [`${measures.length} figures: none is worse than it should be`] : ['Worse:', ...worse]),
  );
  process.exitCode = worse.length === 0 ? 0 : 1;
}
