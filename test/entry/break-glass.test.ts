/** The written drill of docs/operate/break-glass.md, line by line: real processes, ports and files, and the simulator. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { type Done, runLine } from '../support/shell-line.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'breakwater-glass-'));
const jobs: ChildProcess[] = [];
afterAll(() => {
  for (const job of jobs) job.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** The shell lines of the section, as they are written. */
const linesOfDrill = (): readonly string[] => {
  const text = readFileSync(join(root, 'docs/operate/break-glass.md'), 'utf8');
  const section = text.slice(text.indexOf('## Drill it'));
  return [...section.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap((block) => (block[1] ?? '').trim().split('\n'));
};

const env = {
  ...process.env,
  AWS_ACCESS_KEY_ID: 'drill',
  AWS_SECRET_ACCESS_KEY: 'drill',
  BREAKWATER_TOKEN: '',
  HOME: folder,
};

/** A command with `&` at its end: runs on, and is ready when it says where it answers. */
const startJob = (line: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', `exec ${line.replace(/ &$/, '')}`], { cwd: root, env });
    jobs.push(child);
    let said = '';
    const listen = (chunk: Buffer): void => {
      said += chunk.toString('utf8');
      if (/(answers|Simulated AWS) at http/.test(said)) resolve();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('exit', (code) => reject(new Error(`${line} ended with ${code}: ${said}`)));
  });

const run = (line: string): Promise<Done> => runLine(line, { cwd: root, env });

test('the plans of a lost server are drilled from another one, as the document says', {
  timeout: 180_000,
}, async () => {
  const [home, simulator, away] = [await freePort(), await freePort(), await freePort()];
  let executionId = 'EXECUTION';
  const done = new Map<string, Done>();
  for (const written of linesOfDrill()) {
    const line = written
      .replaceAll('7700', String(home))
      .replaceAll('7701', String(simulator))
      .replaceAll('7800', String(away))
      .replaceAll('drill/', `${folder}/`)
      .replaceAll('EXECUTION', executionId);
    if (/^(mkdir|export) /.test(line)) continue;
    if (line.startsWith('kill ')) jobs[1]?.kill('SIGKILL');
    else if (line.endsWith('&')) await startJob(line);
    else {
      // The server at home has another port than the one that is known to all.
      const result = await run(
        line.includes('--server') ? line : line.replace(/ --data/, ` --server http://127.0.0.1:${home} --data`),
      );
      const [, command = ''] = written.split(' ');
      done.set(command, result);
      executionId = /exec-[\w-]+/.exec(result.out)?.[0] ?? executionId;
    }
  }
  expect([...done].map(([command, { code, err }]) => [command, code, err])).toEqual([
    ['apply', 0, ''],
    ['export', 0, ''],
    ['import', 0, ''],
    ['describe', 0, ''],
    ['drill', 8, ''],
    ['cancel', 0, ''],
    ['watch', 4, ''],
    ['cleanup', 0, ''],
  ]);
  expect(done.get('import')?.out.match(/ created \(version 1/g)).toHaveLength(6);
  expect(done.get('describe')?.out).toContain('Matches 6 servers now');
  expect(done.get('cleanup')?.out).toMatch(
    /^DRILL exec-\S+ of plan "Shop" launched 6 instances; as they were seen last:$/m,
  );
  expect(done.get('drill')?.out).toContain('Wave 0 "database" is COMPLETED: 6 of 6 servers launched');
});
