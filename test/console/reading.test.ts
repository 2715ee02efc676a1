/** What an execution's page shows besides its timeline, in whose time, on a phone, and to somebody without a mouse. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { JobView } from '../../src/domain/model/execution-view.ts';
import { type ConsoleRig, openConsole } from './support/console.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await openConsole({
    tiers: { db: 2, app: 1, phone: 2, later: 3, keys: 2, board: 1, log: 1, drawn: 1, gated: 1 },
  });
  await rig.savePlan('Shop', [{ tier: 'db' }, { tier: 'app', pauseBeforeWave: true }]);
  await rig.savePlan('Away', [{ tier: 'phone' }, { tier: 'later', pauseBeforeWave: true }]);
  await rig.savePlan('Log', [{ tier: 'log' }]);
  await rig.savePlan('Drawn', [{ tier: 'drawn' }, { tier: 'gated', pauseBeforeWave: true }]);
  await rig.savePlan('Keys', [{ tier: 'keys' }, { tier: 'board', pauseBeforeWave: true }]);
});
afterAll(() => rig.close());
beforeEach(() => rig.control('clock', { speed: 240 }));

const status = (page: Page, text: string) => page.getByTestId('decided-status').getByText(text, { exact: true });

describe('the pages of a run', () => {
  /** Half an hour beside UTC: no hour of it is the same, and no minute. */
  const timezoneId = 'Asia/Kolkata';
  let page: Page;
  let address: string;
  let jobs: readonly JobView[];
  beforeAll(async () => {
    const executionId = await rig.start('Shop');
    address = `${rig.server.url}/executions/${executionId}`;
    ({ page } = await rig.signIn({ timezoneId, locale: 'en-US' }));
    await page.goto(address);
    await page.getByRole('button', { name: 'Approve wave 1 …' }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click();
    await status(page, 'COMPLETED').waitFor();
    const answer = await rig.client.getExecution(executionId);
    if (!answer.ok) throw new Error(JSON.stringify(answer.failure));
    jobs = answer.value.waves.flatMap((wave) => wave.jobs);
  });

  test('the graph of the waves shows each with its status and servers, what it waits for, and its gate', async () => {
    await page.goto(`${address}?tab=graph`);
    const node = (name: string): Locator => page.getByLabel(name, { exact: true });
    await node('Wave 0 db, COMPLETED').getByText('2 of 2 servers').waitFor();
    await node('Wave 1 app, COMPLETED').getByText('1 of 1 servers').waitFor();
    expect(await page.locator('.react-flow__edge').count()).toBe(1);
    await page.locator('.react-flow__edge').getByText('gate').waitFor();
    const [first, second] = await Promise.all(
      ['Wave 0 db, COMPLETED', 'Wave 1 app, COMPLETED'].map((name) => node(name).boundingBox()),
    );
    expect(second?.x).toBeGreaterThan((first?.x ?? 0) + (first?.width ?? 0));
  });

  test('the graph stays drawn, edges and all, while the run is looked at anew', async () => {
    await rig.control('clock', { speed: 10 });
    const executionId = await rig.start('Drawn');
    await page.goto(`${rig.server.url}/executions/${executionId}?tab=graph`);
    await page.locator('.react-flow__edge').getByText('gate').waitFor();
    await page.evaluate(`
      globalThis.taken = [];
      const drawn = '.react-flow__edge, .react-flow__node';
      new MutationObserver((records) => {
        for (const { removedNodes, target } of records) {
          for (const part of removedNodes)
            if (part instanceof Element && (part.matches(drawn) || part.querySelector(drawn) !== null)) taken.push('removed');
          if (target.matches('.react-flow__node') && target.style.visibility === 'hidden') taken.push('hidden');
        }
      }).observe(document.querySelector('.react-flow'), { childList: true, subtree: true, attributes: true });
    `);
    await rig.control('clock', { speed: 240 });
    await page.getByLabel('Wave 1 gated, AWAITING_APPROVAL', { exact: true }).waitFor();
    expect(await page.evaluate('taken')).toEqual([]);
    await page.locator('.react-flow__edge').getByText('gate').waitFor();
    await rig.client.cancel(executionId);
  });

  test('the timeline draws what each server went through, and where a person opened the gate', async () => {
    await page.goto(address);
    await page.locator('rect.timeline-gate').waitFor();
    for (const phase of ['snapshot', 'conversion', 'launch']) {
      await page.locator(`svg rect[style*="var(--drawn-${phase})"]`).first().waitFor({ state: 'attached' });
    }
    const ends = page.locator('.timeline-end');
    await ends.nth(2).waitFor();
    expect(await ends.count()).toBe(3);
  });

  test('the log of a job shows what DRS wrote of the job and of each server, and another job is chosen', async () => {
    await page.goto(`${address}?tab=logs`);
    await page.getByText(`Log of ${jobs[0]?.jobId}`).waitFor();
    const lines = page.getByRole('row');
    await lines.filter({ hasText: 'JOB_START' }).filter({ hasText: 'the job' }).waitFor();
    for (const name of ['db-001', 'db-002']) {
      for (const event of ['SNAPSHOT_START', 'CONVERSION_START', 'LAUNCH_START']) {
        await lines.filter({ hasText: event }).filter({ hasText: name }).waitFor();
      }
    }
    await lines.filter({ hasText: 'JOB_END' }).waitFor();
    await page.getByRole('button', { name: /^Job/ }).click();
    await page.getByRole('option', { name: /^1 app/ }).click();
    await page.getByText(`Log of ${jobs[1]?.jobId}`).waitFor();
    await lines.filter({ hasText: 'LAUNCH_START' }).filter({ hasText: 'app-001' }).waitFor();
    expect(await lines.filter({ hasText: 'db-001' }).count()).toBe(0);
    // The address carries it: a colleague reads the same log.
    await page.reload();
    await page.getByText(`Log of ${jobs[1]?.jobId}`).waitFor();
  });

  test('the log of a job that was watched while it ran has its last lines when it is over', async () => {
    const executionId = await rig.start('Log');
    await page.goto(`${rig.server.url}/executions/${executionId}?tab=logs`);
    const lines = page.getByRole('row');
    await lines.filter({ hasText: 'JOB_START' }).first().waitFor();
    await status(page, 'COMPLETED').waitFor();
    await lines.filter({ hasText: 'JOB_END' }).waitFor();
  });

  test('times are the reader’s own, with UTC below: in a log, over the timeline and at the head', async () => {
    const local = (instant: string): string =>
      new Intl.DateTimeFormat('en-US', {
        timeZone: timezoneId,
        month: 'short',
        day: 'numeric',
        hour: 'numeric',
        minute: '2-digit',
        second: '2-digit',
      }).format(new Date(instant));
    const utc = (instant: string): string => `${instant.slice(0, 19).replace('T', ' ')} UTC`;
    await page.goto(`${address}?tab=logs`);
    const shown = page.getByRole('row').filter({ hasText: 'JOB_START' }).locator('time');
    await shown.waitFor();
    const instant = (await shown.getAttribute('datetime')) ?? '';
    expect((await shown.innerText()).split('\n').filter((line) => line !== '')).toEqual([local(instant), utc(instant)]);

    const [started] = jobs.map(({ startedTime = '' }) => startedTime);
    await page.goto(address);
    const ticks = page.locator('.timeline-axis g');
    await ticks.first().waitFor();
    for (const tick of await ticks.all()) {
      const [own, inUtc] = await tick.locator('text').allTextContents();
      const at = new Date(`${started?.slice(0, 10)}T${inUtc?.replace(' UTC', '').padEnd(8, ':00')}Z`);
      const expected = new Intl.DateTimeFormat('en-US', {
        timeZone: timezoneId,
        timeStyle: inUtc?.length === 'HH:MM UTC'.length ? 'short' : 'medium',
      });
      expect(own).toBe(expected.format(at));
    }
    await page.getByText(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d – .*UTC/).waitFor();
  });
});

describe('on a phone', () => {
  const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } as const;

  test('an approver opens the link, reads what will launch, and lets the wave go; nothing needed is off the screen', async () => {
    const executionId = await rig.start('Away');
    const { page, complaints } = await rig.signIn(phone);
    await page.goto(`${rig.server.url}/executions/${executionId}`);
    const fits = async (needed: Locator): Promise<void> => {
      await needed.scrollIntoViewIfNeeded();
      const box = await needed.boundingBox();
      expect(box?.x).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(phone.viewport.width);
    };
    const approve = page.getByRole('button', { name: 'Approve wave 1 …' }).last();
    await approve.waitFor();
    await fits(page.getByText('DRILL', { exact: true }));
    await fits(page.getByText('Wave 1 "later" waits for approval', { exact: true }));
    await fits(page.getByText('3 servers will launch when it is approved'));
    await fits(status(page, 'PAUSED'));
    await fits(page.getByRole('button', { name: 'Cancel' }));
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(phone.viewport.width);
    await fits(approve);
    await approve.tap();
    const dialogue = page.getByRole('dialog');
    await fits(dialogue.getByText('3 servers will launch now'));
    await fits(dialogue.getByText('later-001, later-002, later-003'));
    const confirm = dialogue.getByRole('button', { name: 'Approve', exact: true });
    await fits(confirm);
    await confirm.tap();
    await status(page, 'COMPLETED').waitFor();
    await fits(page.getByText('5 of 5 launched'));
    expect(complaints).toEqual([]);
  });
});

describe('by keyboard only', () => {
  /** More than any page has to stop at. */
  const stopsMost = 80;

  test('a whole drill, from the overview through its gate to its end and its servers', async () => {
    const { page, complaints } = await rig.signIn({ viewport: { width: 1280, height: 900 } });
    const focused = page.locator(':focus');
    const tabTo = async (target: Locator): Promise<void> => {
      for (let stops = 0; stops < stopsMost; stops += 1) {
        if ((await target.and(focused).count()) === 1) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`no Tab leads to ${String(target)}`);
    };
    const press = async (target: Locator): Promise<void> => {
      await target.waitFor();
      await tabTo(target);
      await page.keyboard.press('Enter');
    };
    const dialogue = page.getByRole('dialog');

    await press(page.getByRole('link', { name: 'Recovery plans', exact: true }));
    // A table is one stop; in it one goes by arrows.
    const plan = page.getByRole('link', { name: 'Keys', exact: true });
    await tabTo(page.getByRole('grid', { name: 'Recovery plans' }).locator('*').and(focused));
    for (let rows = 0; rows < 3 && (await plan.and(focused).count()) === 0; rows += 1)
      await page.keyboard.press('ArrowDown');
    await press(plan);
    await press(page.getByRole('button', { name: 'Start a drill' }));
    const start = dialogue.getByRole('button', { name: 'Start the drill of 3 servers' });
    await start.and(page.locator(':not([aria-disabled=true])')).waitFor();
    await press(start);
    await page.waitForURL(/\/executions\/exec-/);
    await press(page.getByRole('button', { name: 'Approve wave 1 …' }).first());
    const approve = dialogue.getByRole('button', { name: 'Approve', exact: true });
    await approve.and(page.locator(':not([aria-disabled=true])')).waitFor();
    await press(approve);
    await status(page, 'COMPLETED').waitFor();

    await tabTo(page.getByRole('tab', { name: 'Timeline' }));
    for (const name of ['Waves', 'Servers']) {
      await page.keyboard.press('ArrowRight');
      await page.getByRole('tab', { name, selected: true }).and(focused).waitFor();
    }
    await page.getByRole('row').filter({ hasText: 'board-001' }).getByText('LAUNCHED').first().waitFor();
    expect(complaints).toEqual([]);
  });
});
