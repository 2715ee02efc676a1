/** `npm run check`: format, lint, types, import direction and dead code, side by side. Prints what failed, whole. */
import { spawn } from 'node:child_process';

const steps: Readonly<Record<string, readonly string[]>> = {
  'format and lint (biome)': ['biome', 'ci', '--error-on-warnings', '--colors=off', '.'],
  'lint with types (oxlint)': ['oxlint', '--type-aware', '--deny-warnings'],
  types: ['node', 'node_modules/typescript7/bin/tsc', '-p', '.', '--noEmit'],
  'types of infra': ['node', 'node_modules/typescript7/bin/tsc', '-p', 'infra', '--noEmit'],
  'types of the console': ['node', 'node_modules/typescript7/bin/tsc', '-p', 'console', '--noEmit'],
  'import direction (dependency-cruiser)': [
    'depcruise',
    '--config',
    '.dependency-cruiser.cjs',
    '--no-progress',
    'src',
    'console/src',
    'console/demo/src',
    'infra/src',
  ],
  'dead code (knip)': ['knip', '--no-progress'],
};

interface Result {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
  readonly output: string;
}

const run = (name: string, [command = '', ...args]: readonly string[]): Promise<Result> =>
  new Promise((resolve) => {
    const started = performance.now();
    const child = spawn(`node_modules/.bin/${command}`, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    const finish = (passed: boolean, note = ''): void =>
      resolve({
        name,
        passed,
        seconds: (performance.now() - started) / 1000,
        output: `${Buffer.concat(chunks).toString('utf8')}${note}`,
      });
    child.on('error', (error) => finish(false, String(error)));
    child.on('close', (code) => finish(code === 0));
  });

const results = await Promise.all(Object.entries(steps).map(([name, command]) => run(name, command)));
for (const { name, passed, seconds, output } of results) {
  process.stdout.write(`${passed ? 'passed' : 'FAILED'}  ${name}  ${seconds.toFixed(1)} s\n`);
  if (!passed) process.stdout.write(`${output}\n`);
}
process.exit(results.every((result) => result.passed) ? 0 : 1);
