/** docs/operate/metrics.md names what there is to see, in Prometheus and in CloudWatch, and nothing else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { metricUnits } from '../../src/entry/lambda/measures.ts';
import { createServerMetrics } from '../../src/entry/server-metrics.ts';
import { openRig } from '../support/rig.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/operate/metrics.md'), 'utf8');
const [own = '', inCloudWatch = ''] = page.split('\n## In CloudWatch\n');
const rowsOf = (section: string) =>
  section.split('\n').flatMap((line) => {
    const [, names = '', second = ''] = /^\| (`[^|]*`) \|([^|]*)\|/.exec(line) ?? [];
    return [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => [name, second.trim()] as const);
  });

test('every metric of a server has its row, and no row is stale', async () => {
  const text = await createServerMetrics().read(openRig().engine.executions);
  const shown = [...text.matchAll(/^# TYPE (\w+) /gm)].map(([, name = '']) => name);
  expect(shown.length).toBeGreaterThan(5);
  expect(
    rowsOf(own)
      .map(([name]) => name)
      .toSorted(),
  ).toEqual(shown.toSorted());
});

test('every measure in CloudWatch has its row with its unit, and no row is stale', () => {
  expect(Object.fromEntries(rowsOf(inCloudWatch))).toEqual(metricUnits);
});
