/**
 * Every command line of the documents is run: typed by a reader, in the order of the page, against real servers. What
 * another test runs is named here with that test; a document or line that nobody runs fails.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { commandLines, documents, root, yamlBlock } from './support/command-lines.ts';
import { createReader, type Reader } from './support/reader.ts';

interface ShownElsewhere {
  readonly document: string;
  /** Lines that hold this. */
  readonly lines: RegExp;
  /** Runs them; where none can, is nearest to it. */
  readonly by: string;
  /** Stands in that file: how it reads or runs the lines. */
  readonly as: string;
  /** No test runs the lines themselves. */
  readonly notRun?: string;
}

const shownElsewhere: readonly ShownElsewhere[] = [
  { document: 'README.md', lines: /^npm test$/, by: '.ci/run', as: 'npm test' },
  {
    document: 'README.md',
    lines: /^npm run sabotage$/,
    by: 'test/simulation/sabotage.test.ts',
    as: '`npm run sabotage`',
    notRun: 'It takes many nights; the test looks at what it breaks.',
  },
  {
    document: 'README.md',
    lines: /^npm run crash-matrix$/,
    by: 'test/crash/matrix.test.ts',
    as: 'npm run crash-matrix',
    notRun: 'All its points take some ten minutes; the test takes some.',
  },
  {
    document: 'docs/operate/break-glass.md',
    lines: / drill\/| drill$|=drill |--port 77|:7800|^kill /,
    by: 'test/entry/break-glass.test.ts',
    as: "text.indexOf('## Drill it')",
  },
  {
    document: 'docs/operate/inventory.md',
    lines: /^\.\/breakwater /,
    by: 'test/scenarios/inventory.test.ts',
    as: "commandLines('docs/operate/inventory.md')",
  },
  {
    document: 'docs/simulator.md',
    lines: /^examples\/aws-cli-drill\.sh /,
    by: 'test/simulator/foreign-clients.test.ts',
    as: "'../../docs/simulator.md'",
  },
  {
    document: 'docs/operate/deploy.md',
    lines: /^\.\/breakwater deploy --synth-only$/,
    by: 'test/support/synth/global-setup.ts',
    as: "['deploy', '--synth-only']",
  },
  {
    document: 'docs/operate/deploy.md',
    lines: /^\.\/breakwater deploy --target-accounts /,
    by: 'test/lambda/templates.test.ts',
    as: "describe('the rights of a function'",
    notRun: 'It needs an account of AWS; the templates that it would deploy are read.',
  },
  {
    document: 'docs/operate/cross-account.md',
    lines: /^aws lambda invoke /,
    by: 'test/lambda/router.test.ts',
    as: "'docs/operate/cross-account.md'",
    notRun: 'It needs an account of AWS; the payload of the page is given to the function.',
  },
  {
    document: 'docs/operate/cross-account.md',
    lines: /^aws cloudformation create-stack-/,
    by: 'test/lambda/target-account.test.ts',
    as: "commandLines('docs/operate/cross-account.md')",
    notRun: 'It needs accounts of AWS; its parameters are compared with those of the template.',
  },
  {
    document: 'docs/operate/home-region-down.md',
    lines: /^\.\/breakwater export --server arn:/,
    by: 'test/lambda/command-line.test.ts',
    as: "commandLines('docs/operate/home-region-down.md')",
  },
  {
    document: 'docs/operate/upgrade-and-rollback.md',
    lines: /^\.\/breakwater deploy --synth-only$/,
    by: 'test/support/synth/global-setup.ts',
    as: "['deploy', '--synth-only']",
  },
  {
    document: 'docs/operate/upgrade-and-rollback.md',
    lines: /^node_modules\/\.bin\/cdk diff /,
    by: 'test/lambda/upgrade.test.ts',
    as: "commandLines('docs/operate/upgrade-and-rollback.md')",
    notRun: 'It needs an account of AWS; it is run with a template in the place of what is deployed.',
  },
  {
    document: 'docs/operate/upgrade-and-rollback.md',
    lines: / --driver schedule$/,
    by: 'test/lambda/deployed.test.ts',
    as: "deployed.switchTo('schedule')",
    notRun: 'It needs an account of AWS; the deployed functions are switched.',
  },
];
const isShownElsewhere = (document: string, line: string): boolean =>
  shownElsewhere.some((entry) => entry.document === document && entry.lines.test(line));

const isInstalled = (program: string): boolean => spawnSync(program, ['--version']).status === 0;
const missing = ['aws', 'curl'].filter((program) => !isInstalled(program));

const readers: Reader[] = [];
afterAll(() => {
  for (const reader of readers) reader.close();
});
const newReader = async (): Promise<Reader> => {
  const reader = await createReader();
  readers.push(reader);
  return reader;
};

/** Types the lines of a document that no other test runs, but for those of `missing` programs. `before`: what the reader does besides. */
const readAloud = async (
  reader: Reader,
  document: string,
  before: (line: string) => Promise<void> | void = () => undefined,
): Promise<void> => {
  for (const line of commandLines(document).filter((one) => !isShownElsewhere(document, one))) {
    if (missing.some((program) => line.startsWith(`${program} `))) continue;
    await before(line);
    const { code, err } = await reader.type(line);
    expect([line, code, err.replace(/^ *%[\s\S]*$/m, '')]).toEqual([line, 0, '']);
  }
};

const readHere = ['docs/first-drill.md', 'README.md', 'docs/operate/break-glass.md', 'docs/simulator.md'];

test('no document has a command line that nobody runs', () => {
  const withCommands = documents.filter((document) => commandLines(document).length > 0);
  const shown = shownElsewhere.map(({ document }) => document);
  expect(new Set(withCommands)).toEqual(new Set([...readHere, ...shown]));
  const unread = withCommands.filter((document) => !readHere.includes(document));
  const lines = unread.flatMap((document) =>
    commandLines(document).filter((line) => !isShownElsewhere(document, line)),
  );
  expect(lines, 'neither read here nor shown elsewhere').toEqual([]);
});

test('of the lines that no test runs the README names the kinds', () => {
  const kinds = shownElsewhere.flatMap(({ notRun, lines }) => (notRun === undefined ? [] : lines.source));
  expect(kinds).toHaveLength(7);
  const claim = /Every command line in a block of these documents is run by a test, but for `([^.]*)\./.exec(
    readFileSync(join(root, 'README.md'), 'utf8').replaceAll('\n', ' '),
  )?.[1];
  expect(claim).toBe(
    'npm run sabotage`, all points of `npm run crash-matrix` (twenty minutes and more each; `--help` of these programs says how less of it is run), and what needs an account of AWS: `deploy --target-accounts`, `cdk diff`, `aws cloudformation` and `aws lambda invoke`',
  );
});

test('what is shown elsewhere is in the document, and in the test that is named', () => {
  for (const { document, lines, by, as } of shownElsewhere) {
    expect(commandLines(document).filter((line) => lines.test(line)).length, document).toBeGreaterThan(0);
    expect(existsSync(join(root, by)) && readFileSync(join(root, by), 'utf8').includes(as), by).toBe(true);
  }
});

test.concurrent('the first drill and break-glass do what they say, line by line', {
  timeout: 300_000,
}, async () => {
  const reader = await newReader();
  await readAloud(reader, 'docs/first-drill.md');
  expect(await reader.screenEnds()).toBe(0);
  const screen = reader.said('--watch');
  expect(screen).toMatch(/The server does not answer .*\nThe server answers again/);
  expect(screen).toMatch(/Wave 2 "web" is FAILED: 11 of 12 servers launched; failed: .*InsufficientInstanceCapacity/);
  expect(screen).toContain('COMPLETED after');
  expect(reader.said('--outcome FAILED').trim().split('\n')).toHaveLength(2);
  await readAloud(reader, 'docs/operate/break-glass.md');
  expect(reader.said('recover ')).toContain('DRS accepted job w000-a1-j000 of wave 0 "database"');
});

test.concurrent('the README does what it says: the demo runs by itself', { timeout: 300_000 }, async () => {
  const reader = await newReader();
  await readAloud(reader, 'README.md');
  expect(reader.said('npm run demo')).toMatch(/DRILL .*COMPLETED after[\s\S]*34 of 34 servers launched/);
  expect(reader.said('--seed 42')).toMatch(/\nI1 to I10 held\n/);
  expect(reader.said('--seeds 10000')).toMatch(/\nI1 to I10 held in every one of \d+ nights\n/);
});

test.concurrent(`the simulator's page does what it says (not installed: ${missing.join(', ') || 'nothing'})`, {
  timeout: 300_000,
}, async (context) => {
  const reader = await newReader();
  writeFileSync(join(reader.folder, 'estate.yaml'), yamlBlock('docs/simulator.md', 'homeAccountId:'));
  await readAloud(reader, 'docs/simulator.md', async (line) => {
    // A reader waits for the launch; here the time moves.
    if (line.includes('describe-recovery-instances')) {
      await fetch(`${reader.simulatorUrl()}/_control/clock`, { method: 'POST', body: '{"advanceSeconds":1200}' });
    }
  });
  // The rest of the page was run; what was not is no success.
  if (missing.length > 0) context.skip(`not installed: ${missing.join(', ')}`);
});
