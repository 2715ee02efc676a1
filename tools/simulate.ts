/**
 * `npm run simulate -- --seed 42` tells one failover under faults, a line per event, and its twin.
 * `npm run simulate -- --seeds 10000 [--from 1]` lives through many, and prints what was tried and whether it held. One in
 * 30 has a twin: its estate and plans, lived undisturbed and then with deaths, which must end alike (I7). 1,000 and more must
 * also have met every fault, act and status that there is.
 * `npm run simulate -- --large` the same with estates of up to 4,000 servers, 20 unless told.
 */
import { execFileSync } from 'node:child_process';
import { constants } from 'node:os';
import { drawNight } from '../test/simulation/support/draw-night.ts';
import { NIGHTS_JUDGED } from '../test/simulation/support/expected-of-nights.ts';
import { liveNight } from '../test/simulation/support/live-night.ts';
import { liveTwin, twinViolationsOf } from '../test/simulation/support/live-twin.ts';
import type { Night } from '../test/simulation/support/night.ts';
import { shrinkNight, violationsOf } from '../test/simulation/support/shrink.ts';
import { createTally, type Tally } from '../test/simulation/support/tally.ts';
import { readOptions, stop, wholeOf } from './options.ts';
import { printTally } from './simulate/print-tally.ts';
import { runSwarm } from './simulate/run-swarm.ts';

const usage = `npm run simulate -- [options]
  --seed N      one night, told a line per event, and its twin
  --seeds N     so many nights (100), spread over all cores; Ctrl-C tells what the nights so far have shown
  --from N      the first of them (1)
  --large       estates of up to 4,000 servers, 20 nights unless told
`;
const values = readOptions(usage, {
  seed: { type: 'string' },
  seeds: { type: 'string' },
  from: { type: 'string' },
  large: { type: 'boolean', default: false },
});

/** I7 by the twins alone: nights that end as they would have without their deaths. Large nights have none. */
const held = ({ counts }: Tally): string =>
  counts.has('twin killed and compared') ? 'I1 to I10' : 'I1 to I6 and I8 to I10';

const print = (line = ''): void => void process.stdout.write(`${line}\n`);

const commit = (): string => {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown';
  }
};

/** Everything that is left in a night, a line each. */
const describeNight = (night: Night): readonly string[] => [
  `${night.servers} servers in ${night.places.length} places; processes ${JSON.stringify(night.processes)}; calm after ${night.calmSeconds} s`,
  ...night.plans.map(({ waves: _waves, ...plan }, index) => `plan ${index}: ${JSON.stringify(plan)}`),
  ...night.plans.flatMap(({ waves }, plan) =>
    waves.map(
      ({ servers, ...wave }, index) => `plan ${plan} wave ${index}: ${servers.length} servers ${JSON.stringify(wave)}`,
    ),
  ),
  ...(night.quiet === undefined ? [] : [`quiet: ${JSON.stringify(night.quiet)}`]),
  ...[...night.troubles, ...night.crashes, ...night.acts].map((entry) => JSON.stringify(entry)),
];

/** What does not hold: the night, or its twin. */
const findOut = async (seed: number) => {
  const night = drawNight(seed, values.large);
  const violations = await violationsOf(night);
  if (violations.length > 0 || values.large) return { night, violations, show: violationsOf };
  return { ...(await liveTwin(seed, { tally: createTally() })), show: twinViolationsOf };
};

const explain = async (seed: number): Promise<void> => {
  const { night, violations, show } = await findOut(seed);
  print(`\nseed ${seed} at commit ${commit()}: ${violations[0] ?? 'nothing (it holds when run alone)'}`);
  if (violations.length === 0) return;
  const shrunk = await shrinkNight(night, violations, 400, show);
  print(`made smaller (${shrunk.nightsTried} nights tried): ${shrunk.violations[0] ?? ''}`);
  for (const line of describeNight(shrunk.night)) print(`  ${line}`);
  print(`told in full by: npm run simulate -- ${values.large ? '--large ' : ''}--seed ${seed}`);
};

/** Told without its undisturbed life. */
const tellTwin = async (seed: number, tally: Tally): Promise<readonly string[]> => {
  print('\nits twin: a quiet night that is lived through undisturbed, and again with processes that die');
  const { night, violations } = await liveTwin(seed, { tally, tell: print });
  for (const line of describeNight(night)) print(line);
  return violations;
};

const tellOne = async (seed: number): Promise<void> => {
  const night = drawNight(seed, values.large);
  for (const line of describeNight(night)) print(line);
  const tally = createTally();
  const report = await liveNight(night, { tally, tell: print });
  print(`${report.calls} writes and AWS calls, ${Math.round(report.virtualSeconds)} virtual seconds`);
  const violations = [...report.violations, ...(values.large ? [] : await tellTwin(seed, tally))];
  for (const violation of violations) print(violation);
  print(violations.length === 0 ? `${held(tally)} held` : `did not hold: seed ${seed} at commit ${commit()}`);
  if (violations.length === 0) return;
  process.exitCode = 1;
  await explain(seed);
};

const metText = (unmet: readonly string[] | undefined): string => {
  if (values.large) return 'whether everything was met that there is to meet is not judged of large nights';
  if (unmet === undefined)
    return `whether everything was met that there is to meet is not judged of fewer than ${NIGHTS_JUDGED} nights`;
  return unmet.length === 0
    ? 'everything was met that there is to meet'
    : `no night met: ${unmet.join(', ')} (of few nights that may be chance: take more)`;
};

const swarm = async (first: number, count: number): Promise<void> => {
  const started = performance.now();
  let isInterrupted = false;
  // Once: who asks again does not want to wait for the nights that are being lived.
  process.once('SIGINT', () => {
    isInterrupted = true;
  });
  const isAtTerminal = process.stdout.isTTY;
  const { tally, nights, virtualSeconds, calls, workers, shortfalls, unmet } = await runSwarm({
    first,
    count,
    isLarge: values.large,
    isInterrupted: () => isInterrupted,
    onNight: ({ seed, violations }, done) => {
      const [violation] = violations;
      if (violation !== undefined) print(`${isAtTerminal ? '\r' : ''}seed ${seed}: ${violation}`);
      if (isAtTerminal) process.stdout.write(`\r${done} of ${count}`);
      else if (done % 500 === 0 && done < count) print(`${done} of ${count} nights lived through`);
    },
  });
  const seconds = (performance.now() - started) / 1000;
  const sizes = nights.map(({ servers }) => servers).toSorted((a, b) => a - b);
  print(
    `\nseeds ${first} to ${first + count - 1} at commit ${commit()}: ${nights.length} nights lived through${isInterrupted ? ', then it was interrupted' : ''}`,
  );
  if (nights.length > 0)
    print(
      `${seconds.toFixed(0)} s on ${workers} threads, ${((seconds * 1000) / nights.length).toFixed(1)} ms a night; ` +
        `${(virtualSeconds / 86_400).toFixed(0)} virtual days, ${calls} writes and AWS calls; ` +
        `estates of ${sizes[0]} to ${sizes.at(-1)} servers, median ${sizes[sizes.length >> 1]}`,
    );
  printTally(tally, print);
  const failed = nights.filter(({ violations }) => violations.length > 0);
  print(`\n${metText(unmet)}`);
  for (const shortfall of shortfalls) print(`did not run to the end: ${shortfall}`);
  print(
    failed.length === 0
      ? `${held(tally)} held in every one of ${nights.length} nights${shortfalls.length > 0 ? '; of those that did not end nobody knows' : ''}`
      : `${nights.length - failed.length} of ${nights.length} nights held; not: ${failed.map(({ seed }) => seed).join(', ')}`,
  );
  if (failed.length > 0 || shortfalls.length > 0 || (unmet ?? []).length > 0) process.exitCode = 1;
  else if (isInterrupted) process.exitCode = 128 + constants.signals.SIGINT;
  const [firstFailed] = failed;
  if (firstFailed !== undefined && !isInterrupted) await explain(firstFailed.seed);
};

if (values.seed !== undefined) {
  if (values.seeds !== undefined || values.from !== undefined)
    stop('--seed tells one night: not with --seeds or --from\n', 2);
  await tellOne(wholeOf('seed', values.seed, 0));
} else {
  const count = values.seeds ?? (values.large ? '20' : '100');
  await swarm(wholeOf('from', values.from ?? '1', 0), wholeOf('seeds', count, 1));
}
