/** The arithmetic of docs/operate/cost.md, worked out again: its prices are assumptions, its sums are not. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { metricUnits } from '../../src/entry/lambda/measures.ts';
import { measureRunCost, pricedRuns } from '../../tools/bench/run-cost.ts';
import { resourcesOf, synthesized } from '../support/synth/synthesized.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/operate/cost.md'), 'utf8');

type Row = readonly string[];
const tableUnder = (heading: string): readonly Row[] => {
  const section = page.slice(page.indexOf(`\n## ${heading}`) + 1).split('\n## ')[0] ?? '';
  const rows = section.split('\n').flatMap((line) => (line.startsWith('| ') ? [line.split('|').slice(1, -1)] : []));
  expect(rows.length, heading).toBeGreaterThan(5);
  return rows.map((cells) => cells.map((cell) => cell.trim())).slice(1);
};

/** What is left of the cell without its words; `values` are the words that stand for a number. */
const workOut = (arithmetic: string, values: Readonly<Record<string, number>> = {}): number => {
  const named = arithmetic.replaceAll(/[a-z]+/g, (word) => (values[word] === undefined ? word : String(values[word])));
  const expression = named
    .replaceAll(/(?<=\d),(?=\d{3})/g, '')
    .replaceAll('a million', '/ 1e6')
    .replaceAll('a thousand', '/ 1e3')
    .replaceAll(' MB', ' / 1024')
    .replaceAll('⌈', 'ceil(')
    .replaceAll('⌉', ')')
    .replaceAll('×', '*')
    .replaceAll('÷', '/')
    .replaceAll(/\$|,|\b(?!ceil\b|\d)[A-Za-z][\w-]*/g, '');
  expect(expression).toMatch(/^(?:ceil|[\d.e+*/() -])+$/);
  return z.number().parse(runInNewContext(expression, { ceil: Math.ceil }));
};

const dollars = (cell: string): number => Number(cell.replaceAll(/[$,*]|about/g, ''));
/** To the cent. */
const expectRounded = (shown: string, exact: number): void =>
  expect(Math.abs(dollars(shown) - exact), `${shown} is ${exact}`).toBeLessThanOrEqual(0.005);

const arithmeticRows = (rows: readonly Row[]): readonly Row[] => rows.filter(([, arithmetic]) => arithmetic !== '');
const rowOf = (rows: readonly Row[], name: string): Row => {
  const row = rows.find(([title = '']) => title.startsWith(name));
  if (row === undefined) throw new Error(`no row ${name}`);
  return row;
};

describe('what it costs', () => {
  it('says in bold that the prices are assumptions, and since when', () => {
    expect(page).toMatch(/^\*\*Every price here is an assumption since \d+ \w+ 2026/m);
  });

  it('when nothing runs: each line, and the sum', () => {
    const rows = tableUnder('Breakwater, when nothing runs');
    const lines = arithmeticRows(rows);
    for (const [, arithmetic = '', shown = ''] of lines) expectRounded(shown, workOut(arithmetic));
    const sum = lines.reduce((total, [, arithmetic = '']) => total + workOut(arithmetic), 0);
    expect(dollars(rowOf(rows, '**sum')[2] ?? '')).toBe(Math.round(sum));
  });

  it.each(pricedRuns.map((run, index) => ({ ...run, column: index + 2 })))(
    'a run of $servers servers: counted anew, each line, and the sum',
    async ({ column, ...run }) => {
      const rows = tableUnder('A run');
      const shownOf = (name: string): number => Number(rowOf(rows, name)[column]?.replaceAll(',', ''));
      const measured = await measureRunCost(run);
      const counted = {
        minutes: measured.minutes,
        transitions: measured.transitions,
        'calls of functions': measured.functionCalls,
        'seconds of functions': measured.functionSeconds,
        'read units': measured.readUnits,
        'write units': measured.writeUnits,
      };
      for (const [name, count] of Object.entries(counted)) {
        expect(Math.abs(shownOf(name) / count - 1), `${name}: ${count}`).toBeLessThan(0.05);
      }
      const values = {
        transitions: shownOf('transitions'),
        calls: shownOf('calls'),
        seconds: shownOf('seconds'),
        reads: shownOf('read units'),
        writes: shownOf('write units'),
      };
      const lines = arithmeticRows(rows).map((row) => ({
        shown: row[column] ?? '',
        exact: workOut(row[1] ?? '', values),
      }));
      expect(lines).toHaveLength(3);
      for (const { shown, exact } of lines) expectRounded(shown, exact);
      const sum = lines.reduce((total, { exact }) => total + exact, 0);
      expectRounded(rowOf(rows, '**sum')[column] ?? '', sum);
    },
  );

  it('DRS itself, at both sizes', () => {
    const rows = tableUnder('DRS itself, for comparison');
    for (const [column, servers] of [
      [2, 100],
      [3, 1000],
    ] as const) {
      const lines = arithmeticRows(rows).map((row) => ({ row, exact: workOut(row[1] ?? '', { servers }) }));
      expect(lines).toHaveLength(5);
      for (const { row, exact } of lines) expect(dollars(row[column] ?? '')).toBe(Math.round(exact));
      const monthly = lines.filter(({ row }) => !row[0]?.startsWith('a drill'));
      const sum = monthly.reduce((total, { exact }) => total + exact, 0);
      expect(Math.abs(dollars(rowOf(rows, '**sum')[column] ?? '') / sum - 1)).toBeLessThan(0.002);
    }
  });

  it('counts what the templates have', async () => {
    const templates = await synthesized();
    const hub = templates.template('Breakwater');
    const rows = tableUnder('Breakwater, when nothing runs');
    const alarms = resourcesOf(hub, 'AWS::CloudWatch::Alarm').length;
    expect(rowOf(rows, 'alarms')[1]).toContain(`${alarms} alarms`);
    expect(rowOf(rows, 'custom metrics')[1]).toContain(`${Object.keys(metricUnits).length} metrics`);
    const [firewall] = resourcesOf(templates.template('BreakwaterFirewall'), 'AWS::WAFv2::WebACL');
    const rules = z.array(z.unknown()).parse(firewall?.[1].Properties['Rules']);
    expect(rowOf(rows, 'WAF')[1]).toContain(`${rules.length} rules`);
  });
});
