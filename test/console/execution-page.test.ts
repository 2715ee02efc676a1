/** What the page of an execution tells, as the eye meets it: what failed before, what was tolerated, what is for real. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { timeHeader } from '../../src/api/contract.ts';
import type { ExecutionView } from '../../src/domain/model/execution-view.ts';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { reasonOf } from './support/reason.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await openConsole({
    tiers: {
      frail: 1,
      some: 2,
      one: 1,
      two: 1,
      shut: 1,
      quick: 1,
      real: 1,
      pocket: 1,
      desk: 1,
      later: 1,
      drill: 1,
      rest: 1,
      kept: 1,
      phased: 1,
    },
  });
  await rig.savePlan('Retried', [{ tier: 'frail', onFailure: 'pause' }]);
  await rig.savePlan('Tolerant', [{ tier: 'some', minSuccessPercent: 50 }]);
  await rig.savePlan('Steps', [{ tier: 'one' }, { tier: 'two' }]);
  await rig.savePlan('Shut', [{ tier: 'shut' }]);
  await rig.savePlan('Cleaned', [{ tier: 'quick' }]);
  await rig.savePlan('Real', [{ tier: 'real' }]);
  await rig.savePlan('Pocket', [{ tier: 'pocket' }, { tier: 'later', pauseBeforeWave: true }]);
  await rig.savePlan('Desk', [{ tier: 'desk' }, { tier: 'later', pauseBeforeWave: true }]);
  await rig.savePlan('Drilled', [{ tier: 'drill' }, { tier: 'rest', pauseBeforeWave: true }]);
  await rig.savePlan('Phased', [{ tier: 'phased' }]);
  await rig.savePlan('Kept', [{ tier: 'kept' }], { drillTtlHours: 1 });
});
afterAll(() => rig.close());
beforeEach(() => rig.control('clock', { speed: 240 }));

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } as const;
const dialogue = (page: Page) => page.getByRole('dialog');
const status = (page: Page, text: string) => page.getByTestId('decided-status').getByText(text, { exact: true });
const open = async (executionId: string, options = {}): Promise<Page> => {
  const { page } = await rig.signIn(options);
  await page.goto(`${rig.server.url}/executions/${executionId}`);
  return page;
};

const valueBeside = (page: Page, label: string) =>
  page.locator('dt', { hasText: label }).locator('xpath=following-sibling::dd[1]');
const elapsed = async (page: Page): Promise<string> =>
  (await valueBeside(page, 'Elapsed').innerText()).split('\n')[0]?.replaceAll('\u00a0', ' ') ?? '';
const viewOf = async (executionId: string): Promise<ExecutionView> => {
  const answer = await rig.client.getExecution(executionId);
  if (!answer.ok) throw new Error(JSON.stringify(answer.failure));
  return answer.value;
};
/** How long it has run: to its end, or to the time that the server told. */
const stretchText = ({ startTime, endTime }: ExecutionView, told: string | undefined): string => {
  const seconds = Math.round((Date.parse(endTime ?? told ?? '') - Date.parse(startTime)) / 1000);
  const minutes = Math.floor(seconds / 60);
  if (seconds < 120) return `${seconds} s`;
  if (minutes < 10) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
};

test('a retry leaves the failed attempt in the timeline and in the table, with the words of AWS', async () => {
  await rig.control('faults', { kind: 'fail-launch', times: 1, rawError: 'InsufficientInstanceCapacity: none here' });
  const page = await open(await rig.start('Retried'));
  await page.getByRole('button', { name: 'Retry failed servers …' }).click();
  await dialogue(page).getByRole('button', { name: 'Launch 1 server' }).click();
  await status(page, 'COMPLETED').waitFor();
  const ends = page.locator('.timeline-end');
  await ends.nth(1).waitFor();
  expect(await page.evaluate(`[...document.querySelectorAll('.timeline-end')].map((end) => end.style.fill)`)).toEqual([
    'var(--drawn-bad)',
    'var(--drawn-good)',
  ]);
  expect(await page.locator('svg title').allTextContents()).toEqual([
    expect.stringMatching(/^Attempt 1: FAILED\. .*InsufficientInstanceCapacity: none here/),
  ]);
  await page.getByText('frail-001, attempt 2').waitFor();
  await page.getByRole('tab', { name: 'Servers' }).click();
  const row = page.getByRole('row').filter({ hasText: 'frail-001' });
  await row.getByText('Attempt 1: FAILED').waitFor();
  await row.getByText('InsufficientInstanceCapacity: none here').waitFor();
});

test('a run that ended within a tolerated failure names the rule, at its head and in the list', async () => {
  await rig.control('faults', { kind: 'fail-launch', times: 1 });
  const page = await open(await rig.start('Tolerant'));
  await status(page, 'PARTIAL').waitFor();
  const rule = 'enough for the plan: 1 of 2 in wave 0 "some", at least 50 % wanted';
  await page.getByTestId('decided-status').getByText(rule).waitFor();
  await page.goto(`${rig.server.url}/executions`);
  await page.getByRole('row').filter({ hasText: 'Tolerant' }).getByText(rule).waitFor();
});

test('the timeline of a clean-up has words of its own: it terminates, and launches nothing', async () => {
  const executionId = await rig.start('Cleaned');
  const page = await open(executionId);
  await status(page, 'COMPLETED').waitFor();
  const legend = page.getByRole('list', { name: 'Legend' });
  expect(await legend.getByRole('listitem').allTextContents()).toContain('launched');
  const request = { executionId, confirmedPlanName: 'cleaned', recovery: false, acceptedInstances: [] };
  const started = await rig.client.startCleanUp(request, crypto.randomUUID());
  if (!started.ok) throw new Error(JSON.stringify(started.failure));
  await page.goto(`${rig.server.url}/executions/${started.value.executionId}`);
  await page.getByText('CLEAN-UP OF A DRILL').waitFor();
  expect(await legend.getByRole('listitem').allTextContents()).toEqual([
    'being terminated',
    'terminated',
    'failed',
    'nothing ran (drawn short)',
  ]);
  await status(page, 'COMPLETED').waitFor();
  await page.getByRole('img', { name: '1 of 1 terminated' }).waitFor();
  expect(await page.locator('.timeline-critical').count()).toBe(0);
});

test('a message of AWS that is one word of a thousand letters is broken, and stretches nothing', async () => {
  const encoded = 'Encoded authorization failure message: '.concat('aB3_'.repeat(300));
  await rig.control('faults', { kind: 'access-denied', operation: 'StartRecovery', message: encoded, times: 1 });
  const page = await open(await rig.start('Shut'));
  await status(page, 'FAILED').waitFor();
  await page.getByRole('tab', { name: /^Servers/ }).click();
  const words = page
    .getByRole('row')
    .filter({ hasText: 'shut-001' })
    .getByText(/aB3_aB3_/);
  await words.waitFor();
  expect((await words.boundingBox())?.width).toBeLessThan(600);
  const isWithin = (part: string): Promise<unknown> => page.evaluate(`${part}.scrollWidth <= ${part}.clientWidth`);
  expect(await isWithin("document.querySelector('.server-words')")).toBe(true);
  expect(await isWithin('document.documentElement')).toBe(true);
});

describe('what an action answers is never over the banner of a RECOVERY, and leaves by itself', () => {
  test.each([
    ['on a phone, below', 'Pocket', phone, true],
    ['on a desk, above', 'Desk', {}, false],
  ] as const)('%s it', async (_where, plan, options, isBelow) => {
    const executionId = await rig.start(plan, 'RECOVERY');
    const page = await open(executionId, options);
    await status(page, 'PAUSED').waitFor();
    await page.clock.install();
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await dialogue(page).getByRole('button', { name: 'Pause', exact: true }).click();
    const message = page.getByText('Paused: no further wave starts');
    await message.waitFor();
    const [told, banner] = await Promise.all([message.boundingBox(), page.locator('.type-banner').boundingBox()]);
    if (told === null || banner === null) throw new Error('not both are seen');
    expect(told.y + told.height <= banner.y || told.y >= banner.y + banner.height).toBe(true);
    expect(told.y > banner.y).toBe(isBelow);
    await page.clock.runFor(8000);
    await message.waitFor({ state: 'detached' });
    await page.clock.resume();
    await rig.client.cancel(executionId);
    await status(page, 'PARTIAL').waitFor();
    await page.context().close();
  });
});

/** WCAG: of two colours `rgb(r, g, b)`, from 1 to 21. */
const contrast = (one: string, other: string): number => {
  const light = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map((part) => {
      const share = Number(part) / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark = 0, bright = 0] = [light(one), light(other)].toSorted((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
};

describe('the banner of a RECOVERY is another one than that of a DRILL, and both are read well', () => {
  const ids = new Map<string, string>();
  beforeAll(async () => {
    ids.set('RECOVERY', await rig.start('Real', 'RECOVERY'));
    ids.set('DRILL', await rig.start('Cleaned'));
  });
  const looks = z.object({ color: z.string(), ground: z.string() });

  test.each(['light', 'dark'] as const)('in the %s theme', async (colorScheme) => {
    const { page } = await rig.signIn({ colorScheme });
    const bannerOf = async (type: string) => {
      await page.goto(`${rig.server.url}/executions/${ids.get(type)}`);
      await page
        .locator('.type-banner')
        .getByText(new RegExp(`^(!! )?${type}( !!)?$`))
        .waitFor();
      const style = `getComputedStyle(document.querySelector('.type-banner'))`;
      return looks.parse(
        await page.evaluate(`({ color: ${style}.color, ground: ${style}.backgroundImage + ${style}.backgroundColor })`),
      );
    };
    const [recovery, drill] = [await bannerOf('RECOVERY'), await bannerOf('DRILL')];
    expect(recovery.ground).not.toBe(drill.ground);
    for (const { color, ground } of [recovery, drill]) {
      const drawn = ground.match(/rgb\([^)]*\)/g) ?? [];
      expect(drawn.length).toBeGreaterThan(0);
      for (const under of drawn) expect(contrast(color, under)).toBeGreaterThanOrEqual(4.5);
    }
    await page.context().close();
  });
});

test('the elapsed time of a run that waits is counted by the server’s clock, as each answer tells it', async () => {
  const executionId = await rig.start('Drilled');
  const page = await open(executionId);
  await status(page, 'PAUSED').waitFor();
  const run = await viewOf(executionId);
  // From one answer to the next it is another minute.
  await rig.control('clock', { speed: 7200 });
  await page.clock.install();
  let told: string | undefined;
  page.on('response', (response) => {
    told = response.headers()[timeHeader] ?? told;
  });
  const shown: string[] = [];
  for (const _look of [1, 2, 3]) {
    const isAnswer = (url: string): boolean => new URL(url).pathname === `/api/executions/${executionId}`;
    await Promise.all([page.waitForResponse((response) => isAnswer(response.url())), page.clock.runFor(2000)]);
    await expect.poll(async () => (await elapsed(page)) === stretchText(run, told)).toBe(true);
    shown.push(await elapsed(page));
  }
  expect(new Set(shown).size).toBe(3);
  await rig.control('clock', { speed: 240 });
  await rig.client.cancel(executionId);
});

test('a running execution is asked for every two seconds, and what did not change is not sent again; elsewhere seldom', async () => {
  const executionId = await rig.start('Drilled');
  const page = await open(executionId);
  await status(page, 'PAUSED').waitFor();
  await page.clock.install();
  const answers: number[] = [];
  page.on('response', (response) => {
    if (new URL(response.url()).pathname === `/api/executions/${executionId}`) answers.push(response.status());
  });
  const answer = (): Promise<unknown> =>
    page.waitForResponse((response) => new URL(response.url()).pathname === `/api/executions/${executionId}`);
  await Promise.all([answer(), page.clock.runFor(2000)]);
  for (const count of [1, 2, 3]) {
    await page.clock.runFor(1500);
    expect(answers).toHaveLength(count);
    await Promise.all([answer(), page.clock.runFor(500)]);
  }
  expect(answers.slice(1)).toEqual([304, 304, 304]);

  await page.getByRole('link', { name: 'Recovery plans', exact: true }).click();
  await page.getByRole('link', { name: 'Steps', exact: true }).waitFor();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.clock.runFor(4500);
  expect(asked.filter((path) => path === '/api/recovery-plans')).toEqual([]);
  await Promise.all([
    page.waitForRequest((request) => new URL(request.url()).pathname === '/api/recovery-plans'),
    page.clock.runFor(15_000),
  ]);
  await rig.client.cancel(executionId);
});

test('the page says where each server came up and since when, how long the run took, and which way was critical', async () => {
  const executionId = await rig.start('Steps');
  const page = await open(executionId);
  await status(page, 'COMPLETED').waitFor();
  expect(await page.locator('.timeline-critical').count()).toBe(2);
  expect(await elapsed(page)).toBe(stretchText(await viewOf(executionId), undefined));
  await valueBeside(page, 'Last observed in AWS').getByText(/ago/).waitFor();
  await page.getByRole('tab', { name: 'Servers' }).click();
  const heads = await page.getByRole('columnheader').allTextContents();
  const cells = await page.getByRole('row').filter({ hasText: 'one-001' }).locator('th, td').allTextContents();
  const cell = (head: string): string => cells[heads.findIndex((text) => text.startsWith(head))] ?? '';
  expect(cell('Host name')).toBe('one-001');
  expect(cell('Instance')).toMatch(/^i-[0-9a-f]{17}$/);
  expect(cell('Type')).toMatch(/^[a-z0-9]+\.[a-z0-9]+$/);
  expect(cell('Recovery point')).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/);
  expect(cell('Private IP')).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
  expect(cell('Launched')).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/);
  expect(cell('Last observed')).toMatch(/^LAUNCHED.*ago/);
});

test('the table says in which phase a server is while it comes up, and in none once it is up', async () => {
  await rig.control('clock', { speed: 30 });
  const executionId = await rig.start('Phased');
  const page = await open(`${executionId}?tab=servers`);
  const phases = async (): Promise<readonly string[]> =>
    (await viewOf(executionId)).waves.flatMap(({ jobs }) =>
      jobs.flatMap((job) => Object.keys(job.observed?.phases ?? {})),
    );
  await expect.poll(phases, { timeout: 60_000 }).toEqual(['LAUNCH']);
  await rig.control('clock', { speed: 1 });
  const row = page.getByRole('row').filter({ hasText: 'phased-001' });
  const phaseShown = async (): Promise<string | undefined> => {
    const heads = await page.getByRole('columnheader').allTextContents();
    const cells = await row.locator('th, td').allTextContents();
    return cells[heads.findIndex((text) => text.startsWith('Phase'))];
  };
  await expect.poll(phaseShown).toBe('LAUNCH');
  await rig.control('clock', { speed: 240 });
  await status(page, 'COMPLETED').waitFor();
  await expect.poll(phaseShown).toBe('–');
});

// Last: AWS refuses to terminate from here on.
test('a clean-up that was given up is held back like any other, by a button', async () => {
  const page = await open(await rig.start('Kept'));
  await status(page, 'COMPLETED').waitFor();
  await rig.control('faults', { kind: 'access-denied', operation: 'TerminateRecoveryInstances' });
  await rig.control('clock', { speed: 7200 });
  const keep = page.getByRole('button', { name: 'Keep …' });
  await page.getByText('Its clean-up is given up: instances are left').waitFor({ timeout: 60_000 });
  expect(await reasonOf(keep)).toBeUndefined();
  await rig.control('clock', { speed: 1 });
  await keep.click();
  await dialogue(page).getByLabel('Hours from now').fill('');
  await dialogue(page).getByRole('button', { name: 'Keep them' }).click();
  await page.getByText('Not cleaned up by itself').waitFor();
});
