/**
 * `npm run console:render`: how long the page of an execution with 300 servers takes to show them, and whether it holds
 * the browser up while they are launched. In the headless browser of the tests, on this machine; fails beyond the limits.
 */
import { z } from 'zod';
import { buildConsole } from '../../src/entry/build-console.ts';
import { openConsole } from '../../test/console/support/console.ts';

const renderMillisecondsMost = 1000;
const longTaskMillisecondsMost = 100;
const serverCount = 300;
const rounds = 5;
const watchMilliseconds = 12_000;

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const tasksSchema = z.array(z.number());

await buildConsole((line) => process.stderr.write(`${line}\n`));
const rig = await openConsole({ tiers: { fleet: serverCount }, speed: 30 });
try {
  await rig.savePlan('Fleet', [{ tier: 'fleet' }]);
  const executionId = await rig.start('Fleet');
  const { page } = await rig.signIn();
  await page.addInitScript(`
    globalThis.longTasks = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) globalThis.longTasks.push(entry.duration);
    }).observe({ type: 'longtask', buffered: true });
  `);
  const address = (tab: string): string => `${rig.server.url}/executions/${executionId}?tab=${tab}`;
  const readTasks = async (): Promise<readonly number[]> =>
    tasksSchema.parse(await page.evaluate('longTasks.splice(0)'));

  /** From the click that leads to the page to its last row. */
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await page.goto(`${rig.server.url}/executions`);
    const link = page.getByRole('link', { name: 'Fleet' }).first();
    await link.waitFor();
    const milliseconds = await page.evaluate(`new Promise((resolve) => {
      const started = performance.now();
      const look = () => {
        const wave = document.querySelector('button.timeline-label-wave');
        if (wave !== null) requestAnimationFrame(() => resolve(performance.now() - started));
        else requestAnimationFrame(look);
      };
      [...document.querySelectorAll('a')].find((link) => link.textContent === 'Fleet').click();
      look();
    })`);
    times.push(z.number().parse(milliseconds));
  }
  process.stdout.write(
    `page of ${serverCount} servers, from the click to its timeline: median ${median(times).toFixed(0)} ms of ${times.map((time) => time.toFixed(0)).join(', ')}\n`,
  );

  await page.goto(address('timeline'));
  await page.getByRole('button', { name: 'Unfold all' }).click();
  await page.getByText('fleet-300').waitFor();
  await readTasks();
  await page.waitForTimeout(watchMilliseconds);
  const unfolded = await readTasks();
  await page.goto(address('servers'));
  await page.getByText('fleet-050').first().waitFor();
  await readTasks();
  await page.waitForTimeout(watchMilliseconds);
  const table = await readTasks();
  const told = (tasks: readonly number[]): string =>
    `${tasks.length} tasks over 50 ms, longest ${Math.max(0, ...tasks).toFixed(0)} ms`;
  process.stdout.write(
    `${watchMilliseconds / 1000} s of updates, all ${serverCount} rows of the timeline unfolded: ${told(unfolded)}\n`,
  );
  process.stdout.write(`${watchMilliseconds / 1000} s of updates, table of servers: ${told(table)}\n`);
  const longest = Math.max(0, ...unfolded, ...table);
  const isFine = median(times) <= renderMillisecondsMost && longest <= longTaskMillisecondsMost;
  process.stdout.write(
    `${isFine ? 'within' : 'BEYOND'} the limits: ${renderMillisecondsMost} ms to render, ${longTaskMillisecondsMost} ms for a task\n`,
  );
  process.exitCode = isFine ? 0 : 1;
} finally {
  await rig.close();
}
