/** What the timeline and the graph of an execution draw is so: now, which way was critical, and to the edge of their room. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type ConsoleRig, openConsole } from './support/console.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await openConsole({
    tiers: { live: 1, 'slow-log': 1, line: 1, start: 1, slow: 1, quick: 1, last: 1, many: 40 },
    hasScrollBars: true,
  });
  await rig.savePlan('Live', [{ tier: 'live' }]);
  await rig.savePlan('Log', [{ tier: 'slow-log' }]);
  await rig.savePlan('Line', [{ tier: 'line' }]);
  await rig.savePlan('Many', [{ tier: 'many' }]);
  await rig.savePlan('Forked', [
    { tier: 'start' },
    { tier: 'slow' },
    { tier: 'quick', dependsOn: ['start'] },
    { tier: 'last', dependsOn: ['slow', 'quick'] },
  ]);
});
afterAll(() => rig.close());
beforeEach(() => rig.control('clock', { speed: 240 }));

const status = (page: Page, text: string) => page.getByTestId('decided-status').getByText(text, { exact: true });
const open = async (executionId: string, search = ''): Promise<Page> => {
  const { page } = await rig.signIn();
  await page.goto(`${rig.server.url}/executions/${executionId}${search}`);
  return page;
};

test('the bars are in the phase that the head of the page names, five seconds later at most', async () => {
  await rig.control('clock', { speed: 30 });
  const executionId = await rig.start('Live');
  const { page } = await rig.signIn();
  await page.clock.install();
  const log = page.waitForResponse((response) => response.url().includes('/job-logs'));
  await page.goto(`${rig.server.url}/executions/${executionId}`);
  await log;
  // From here on time passes in the browser as it is told: the log's turn by the clock does not come.
  await page.clock.pauseAt(z.number().parse(await page.evaluate('Date.now()')) + 1000);
  const phases = async (): Promise<readonly string[]> => {
    const seen = await rig.client.getExecution(executionId);
    if (!seen.ok) throw new Error(JSON.stringify(seen.failure));
    return seen.value.waves.flatMap(({ jobs }) => jobs.flatMap(({ observed }) => Object.keys(observed?.phases ?? {})));
  };
  const isLaunching = async (): Promise<boolean> => (await phases()).includes('LAUNCH');
  await expect.poll(isLaunching, { timeout: 60_000 }).toBe(true);
  await rig.control('clock', { speed: 1 });
  await page.clock.runFor(2000);
  const countSoon = async (drawn: string): Promise<number> => {
    await page.clock.runFor(20);
    return page.locator(drawn).count();
  };
  await expect.poll(() => countSoon('dd:has-text("1 in LAUNCH")')).toBe(1);
  // What is left of five seconds since the log was read.
  await page.clock.runFor(3000);
  await expect.poll(() => countSoon('svg rect[style*="var(--drawn-launch)"]')).toBe(1);
  await page.context().close();
});

test('a log that is slow to come is waited for, and one job is asked for its log every five seconds at most', async () => {
  await rig.control('clock', { speed: 30 });
  const executionId = await rig.start('Log');
  const { page } = await rig.signIn();
  await page.clock.install();
  const seen = { milliseconds: 0, looks: 0, delivered: 0 };
  const asked: number[] = [];
  const slow = Promise.withResolvers<void>();
  page.on('response', (response) => {
    if (response.status() !== 200) return;
    if (response.url().endsWith(`/api/executions/${executionId}`)) seen.looks += 1;
    if (response.url().includes('/job-logs')) seen.delivered += 1;
  });
  await page.route(/\/job-logs/, async (route) => {
    asked.push(seen.milliseconds);
    if (asked.length === 2) await slow.promise;
    await route.continue();
  });
  await page.goto(`${rig.server.url}/executions/${executionId}`);
  await expect.poll(() => seen.delivered).toBe(1);
  await page.clock.pauseAt(z.number().parse(await page.evaluate('Date.now()')) + 1000);
  /** Half a second of the browser at a time. */
  const pass = async <Counted>(count: () => Counted): Promise<Counted> => {
    seen.milliseconds += 500;
    await page.clock.runFor(500);
    return count();
  };
  await expect.poll(() => pass(() => asked.length)).toBe(2);
  const looks = seen.looks;
  await expect.poll(() => pass(() => seen.looks)).toBeGreaterThan(looks + 3);
  expect(asked).toHaveLength(2);
  slow.resolve();
  await expect.poll(() => pass(() => asked.length)).toBeGreaterThanOrEqual(5);
  const [, , ...last] = asked;
  const pauses = last.slice(1).map((time, index) => time - (last[index] ?? 0));
  // Each time is known to half a second.
  for (const pause of pauses) expect(pause).toBeGreaterThanOrEqual(4500);
  await page.context().close();
});

test('the line of now stands where the bars of what runs end', async () => {
  await rig.control('clock', { speed: 30 });
  const page = await open(await rig.start('Line'));
  await page.getByRole('button', { name: /^0 line.*IN_PROGRESS/ }).waitFor();
  const placesSchema = z.object({ now: z.number(), critical: z.number(), start: z.number() });
  const places = async () =>
    placesSchema.parse(
      await page.evaluate(`(() => {
        const [now, critical] = ['.timeline-now', '.timeline-critical'].map((part) =>
          document.querySelector(part).getBoundingClientRect());
        return { now: now.left + now.width / 2, critical: critical.right, start: critical.left };
      })()`),
    );
  await expect
    .poll(async () => {
      const { critical, start } = await places();
      return critical - start;
    })
    .toBeGreaterThan(100);
  const { now, critical } = await places();
  expect(Math.abs(now - critical)).toBeLessThanOrEqual(4);
  await page.context().close();
});

describe('of waves of which two ran side by side', () => {
  let executionId: string;
  beforeAll(async () => {
    await rig.control('clock', { speed: 240 });
    executionId = await rig.start('Forked');
    const page = await open(executionId);
    await status(page, 'COMPLETED').waitFor();
    await page.context().close();
  });

  test('those that the end waited for are the critical path, and no other', async () => {
    const page = await open(executionId);
    await page.locator('.timeline-critical').first().waitFor();
    const names = `[...document.querySelectorAll('.timeline-critical')].map((bar) => {
      const { top } = bar.getBoundingClientRect();
      const waves = [...document.querySelectorAll('.timeline-label-wave')];
      const wave = waves.find((each) => each.getBoundingClientRect().top < top && top < each.getBoundingClientRect().bottom);
      return wave?.querySelector('.timeline-name').textContent;
    })`;
    expect(await page.evaluate(names)).toEqual(['0 start', '1 slow', '3 last']);
    await page.context().close();
  });

  test('the graph fits its room again when the window is made smaller, and when it is made larger', async () => {
    const { page } = await rig.signIn({ viewport: { width: 1600, height: 900 } });
    await page.goto(`${rig.server.url}/executions/${executionId}?tab=graph`);
    await page.getByLabel('Wave 3 last, COMPLETED', { exact: true }).waitFor();
    await page.evaluate(`document.querySelector('.react-flow').dataset.first = 'yes'`);
    const nodes = `[...document.querySelectorAll('.react-flow__node')].map((node) => node.getBoundingClientRect())`;
    const isWithin = (): Promise<unknown> =>
      page.evaluate(`(() => {
        const room = document.querySelector('.wave-graph').getBoundingClientRect();
        return ${nodes}.every(({ left, right }) => left >= room.left && right <= room.right);
      })()`);
    const width = (): Promise<unknown> => page.evaluate(`Math.round(${nodes}[0].width)`);
    expect(await isWithin()).toBe(true);
    const before = await width();
    await page.setViewportSize({ width: 1100, height: 900 });
    await expect.poll(isWithin).toBe(true);
    await page.setViewportSize({ width: 1600, height: 900 });
    await expect.poll(width).toBe(before);
    // It was fitted, not drawn anew in another direction.
    expect(await page.locator('.react-flow[data-first=yes]').count()).toBe(1);
    await page.context().close();
  });
});

describe('of forty servers', () => {
  let executionId: string;
  let page: Page;
  beforeAll(async () => {
    await rig.control('clock', { speed: 240 });
    executionId = await rig.start('Many');
    page = await open(executionId);
    await status(page, 'COMPLETED').waitFor();
  });

  test('the timeline ends before its own scroll bar', async () => {
    const edges = async () =>
      z.object({ bar: z.number(), hidden: z.number(), beyond: z.number() }).parse(
        await page.evaluate(`(() => {
          const scroller = document.querySelector('.timeline-scroll');
          const { left } = scroller.getBoundingClientRect();
          const drawn = scroller.querySelector('svg[role=img]').getBoundingClientRect();
          return {
            bar: scroller.offsetWidth - 2 * scroller.clientLeft - scroller.clientWidth,
            hidden: scroller.scrollWidth - scroller.clientWidth,
            beyond: drawn.right - left - scroller.clientLeft - scroller.clientWidth,
          };
        })()`),
      );
    // The bar comes when all rows are drawn; the width follows it.
    await expect.poll(async () => (await edges()).bar).toBeGreaterThan(0);
    await expect.poll(async () => (await edges()).hidden).toBe(0);
    expect((await edges()).beyond).toBeLessThanOrEqual(0);
  });

  test('the field that confirms their clean-up is in sight below their list, which is scrolled by itself', async () => {
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'Clean up' }).click();
    const dialogue = page.getByRole('dialog');
    const list = dialogue.getByRole('region', { name: '40 instances' });
    await list.getByText('many-040').waitFor();
    const field = dialogue.getByLabel('Type the plan');
    const [box, room] = await Promise.all([field.boundingBox(), list.boundingBox()]);
    expect((box?.y ?? 900) + (box?.height ?? 0)).toBeLessThan(900);
    expect(box?.y).toBeGreaterThan((room?.y ?? 0) + (room?.height ?? 0));
    // Nothing lies over it.
    const isOnTop = `(() => {
      const input = document.querySelector('[role=dialog] input[type=text]');
      const { left, top, width, height } = input.getBoundingClientRect();
      return document.elementFromPoint(left + width / 2, top + height / 2) === input;
    })()`;
    expect(await page.evaluate(isOnTop)).toBe(true);
    await dialogue.getByText('many-040').scrollIntoViewIfNeeded();
    const [last, whole] = await Promise.all([dialogue.getByText('many-040').boundingBox(), list.boundingBox()]);
    expect(last?.y).toBeGreaterThanOrEqual(whole?.y ?? 900);
    expect((last?.y ?? 900) + (last?.height ?? 0)).toBeLessThanOrEqual((whole?.y ?? 0) + (whole?.height ?? 0));
  });
});
