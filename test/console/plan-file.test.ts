/** Plans as code in the browser: saved as a file, and a file compared and applied. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parsePlanFile } from '../../src/cli/plan-file/parse-plan-file.ts';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { reasonOf } from './support/reason.ts';

let rig: ConsoleRig;
let page: Page;
let text = '';
beforeAll(async () => {
  rig = await openConsole({ tiers: { web: 2, db: 1 }, speed: 10 });
  await rig.savePlan('Shop', [{ tier: 'db' }, { tier: 'web', pauseBeforeWave: true }]);
  ({ page } = await rig.signIn());
  text = await savedFile();
});
afterAll(() => rig.close());

const savedFile = async (): Promise<string> => {
  await page.goto(`${rig.server.url}/settings`);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as a plan file' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('breakwater-plans.yaml');
  return readFileSync(await download.path(), 'utf8');
};
/** Chooses a file that says this. */
const choose = async (source: string) => {
  await page.goto(`${rig.server.url}/settings`);
  await page.getByRole('button', { name: 'Apply a plan file …' }).click();
  const buffer = Buffer.from(source);
  await page.locator('input[type=file]').setInputFiles({ name: 'plans.yaml', mimeType: 'application/yaml', buffer });
  return page.getByRole('dialog');
};

test('everything is saved as a plan file, which says what the server has', async () => {
  const parsed = parsePlanFile(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  const same = await rig.client.apply(parsed.file.documents, { dryRun: true });
  if (!same.ok) throw new Error(JSON.stringify(same.failure));
  const { results } = same.value;
  expect(results.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['Settings', 'Account', 'ProtectionGroup', 'RecoveryPlan']),
  );
  expect(results.filter(({ outcome }) => outcome !== 'unchanged')).toEqual([]);
  const dialogue = await choose(text);
  await dialogue.getByText(`0 new, 0 changed, ${results.length} as saved already`).waitFor();
  expect(await reasonOf(dialogue.getByRole('button', { name: 'Apply it' }))).toContain('All of it is saved already');
});

test('a file is compared field by field, and applied as a whole', async () => {
  const changed = text.replace('planName: Shop', 'planName: Shop\nrtoTargetMinutes: 30');
  const night = 'kind: RecoveryPlan\nplanName: Night\nwaves: [{ waveName: all, protectionGroups: [web] }]\n';
  const dialogue = await choose(`${changed}---\n${night}`);
  await dialogue.getByText(/^1 new, 1 changed, \d as saved already$/).waitFor();
  await dialogue.getByText('RecoveryPlan Night would be created').waitFor();
  const row = dialogue.getByRole('row').filter({ hasText: 'rtoTargetMinutes' });
  await row.getByText('– not there').waitFor();
  await row.getByText('30', { exact: true }).waitFor();
  const compared = await rig.client.listPlans({ planName: 'Night' });
  expect(compared, 'comparing saves nothing').toMatchObject({ value: { items: [] } });
  await dialogue.getByRole('button', { name: 'Apply it' }).click();
  await page.getByText('2 documents of plans.yaml were applied').waitFor();
  expect(await rig.client.listPlans({ planName: 'Night' })).toMatchObject({ value: { items: [{ version: 1 }] } });
  expect(await rig.client.listPlans({ planName: 'Shop' })).toMatchObject({ value: { items: [{ version: 2 }] } });
});

test('what is wrong is told at its line, all of it, and nothing of the file is saved', async () => {
  const wrong = text
    .replace('planName: Shop', 'planName: Other')
    .replaceAll(/- web$/gm, '- wbe')
    .replace('pauseBeforeWave', "''");
  const dialogue = await choose(wrong);
  await dialogue
    .getByText(/^line \d+, column \d+: waves\[1\]\.protectionGroups\[0\]: unknown protection group "wbe"/)
    .waitFor();
  await dialogue.getByText(/^line \d+, column \d+: waves\[\d\]\[""\]: unknown field ""/).waitFor();
  const button = dialogue.getByRole('button', { name: 'Apply it' });
  expect(await reasonOf(button)).toContain('The file cannot be applied as it is');
  expect(await rig.client.listPlans({ planName: 'Other' })).toMatchObject({ value: { items: [] } });

  const broken = await choose('waves: [');
  await broken.getByText('Nothing can be applied: ').waitFor();
});

test('who may save no plans compares all the same, and is told what is missing when it is applied', async () => {
  const own = await rig.signIn({}, ['ReadOnly']);
  page = own.page;
  const dialogue = await choose(text.replace('planName: Shop', 'planName: Theirs'));
  await dialogue.getByText(/^1 new, 0 changed/).waitFor();
  await dialogue.getByRole('button', { name: 'Apply it' }).click();
  await dialogue
    .getByText(/create-recovery-plans/)
    .first()
    .waitFor();
  expect(await rig.client.listPlans({ planName: 'Theirs' })).toMatchObject({ value: { items: [] } });
});
