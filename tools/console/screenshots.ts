/**
 * `npm run console:screenshots`: every page of the console in both themes, at 1280 pixels and at the width of a phone,
 * written to `screenshots/` for looking at.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildConsole } from '../../src/entry/build-console.ts';
import { type ConsoleRig, openConsole } from '../../test/console/support/console.ts';
import { consolePages } from '../../test/console/support/pages.ts';

const folder = join(import.meta.dirname, '../../screenshots');
const widths = { desk: 1280, phone: 390 } as const;
const themes = ['light', 'dark'] as const;

/** Something of everything: what is over, what failed and waits, what waits at a gate, what is for real. */
const prepare = async (rig: ConsoleRig) => {
  const shop = await rig.savePlan('Shop', [{ tier: 'db' }, { tier: 'app', pauseBeforeWave: true }, { tier: 'web' }]);
  await rig.savePlan('Billing', [{ tier: 'billing', onFailure: 'pause' }, { tier: 'reports' }]);
  await rig.savePlan('Intranet', [{ tier: 'intranet' }]);
  await rig.savePlan('Fleet', [{ tier: 'fleet' }]);
  const over = await rig.start('Intranet');
  await untilStatus(rig, over, 'COMPLETED');
  await rig.control('faults', { kind: 'fail-launch', times: 1 });
  const failed = await rig.start('Billing', 'RECOVERY');
  await untilStatus(rig, failed, 'PAUSED');
  const gate = await rig.start('Shop');
  await untilStatus(rig, gate, 'PAUSED');
  await rig.client.resume(gate, 1);
  const fleet = await rig.start('Fleet');
  await untilStatus(rig, fleet, 'COMPLETED');
  // So slowly that AWS, asked by a page, answers within its time on a busy machine, too.
  await rig.control('clock', { speed: 10 });
  return { shop, executions: { over, failed, gate, fleet } };
};

const untilStatus = async (rig: ConsoleRig, executionId: string, status: string): Promise<void> => {
  const { page } = await rig.signIn();
  await page.goto(`${rig.server.url}/executions/${executionId}`);
  await page.getByTestId('decided-status').getByText(status).waitFor();
  await page.close();
};

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
await buildConsole((line) => process.stderr.write(`${line}\n`));
const rig = await openConsole({
  tiers: { db: 6, app: 16, web: 12, billing: 4, reports: 3, intranet: 5, fleet: 300 },
  speed: 120,
});
try {
  const { shop, executions } = await prepare(rig);
  for (const colorScheme of themes) {
    for (const [device, width] of Object.entries(widths)) {
      const { page } = await rig.signIn({ colorScheme, viewport: { width, height: 900 } });
      for (const { name, path, ready } of consolePages) {
        for (const [which, executionId] of Object.entries(executions)) {
          const isOfExecution = path({ ...shop, executionId: '1' }) !== path({ ...shop, executionId: '2' });
          if (!isOfExecution && which !== 'over') continue;
          await page.goto(`${rig.server.url}${path({ ...shop, executionId })}`);
          await page.getByText(ready).first().waitFor();
          const file = `${name}${isOfExecution ? `-${which}` : ''}-${device}-${colorScheme}.png`;
          await page.screenshot({ path: join(folder, file), fullPage: true });
          process.stdout.write(`screenshots/${file}\n`);
        }
      }
      await page.context().close();
    }
  }
} finally {
  await rig.close();
}
