/** `./breakwater deploy`: AWS CDK underneath. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { DeployOptions } from '../cli/context.ts';

const root = join(import.meta.dirname, '..', '..');
const app = join(root, 'infra', 'src', 'app.ts');

/** Runs a program with our terminal; gives its exit code. */
const run = async (
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<number> => {
  const child = spawn(program, args, { cwd: root, env: { ...process.env, ...environment }, stdio: 'inherit' });
  const [code] = z
    .tuple([z.number().nullable()])
    .rest(z.unknown())
    .parse(await once(child, 'exit'));
  return code ?? 1;
};

const quiet = '--disable-warning=ExperimentalWarning';

/** Gives the exit code. */
export const deploy = async (options: DeployOptions, say: (line: string) => void): Promise<number> => {
  if (options.synthOnly !== undefined) {
    const folder = resolve(options.synthOnly);
    const code = await run(process.execPath, [quiet, app], { CDK_OUTDIR: folder });
    if (code === 0) say(`Templates written: ${join(folder, '*.template.json')}`);
    return code;
  }
  if (options.targetAccountIds.length === 0) {
    say(
      'Name the accounts that servers are recovered in: --target-accounts 111122223333,… (this one too, if it is one)',
    );
    return 1;
  }
  const outputs = mkdtempSync(join(tmpdir(), 'breakwater-deploy-'));
  try {
    return await deployStacks(options, join(outputs, 'outputs.json'), say);
  } finally {
    rmSync(outputs, { recursive: true, force: true });
  }
};

const outputsSchema = z.object({
  BreakwaterFirewall: z.object({ WebAclArn: z.string() }).optional(),
  Breakwater: z.record(z.string(), z.string()).optional(),
});

const deployStacks = async (options: DeployOptions, outputsFile: string, say: (line: string) => void) => {
  const cdk = (...args: readonly string[]): Promise<number> =>
    run(join(root, 'node_modules', '.bin', 'cdk'), [
      'deploy',
      '--app',
      `${process.execPath} ${quiet} ${app}`,
      '--outputs-file',
      outputsFile,
      '--require-approval',
      options.asksBeforeRights ? 'broadening' : 'never',
      ...args,
    ]);
  const readOutputs = () => outputsSchema.parse(JSON.parse(readFileSync(outputsFile, 'utf8')));

  // First what the other refers to: CloudFront's firewall stands in us-east-1, wherever the rest is.
  const firewallCode = await cdk('BreakwaterFirewall');
  if (firewallCode !== 0) return firewallCode;
  const parameters = {
    Driver: options.driver,
    TargetAccountIds: options.targetAccountIds.join(','),
    ConsoleWebAclArn: readOutputs().BreakwaterFirewall?.WebAclArn ?? '',
  };
  const code = await cdk(
    'Breakwater',
    ...Object.entries(parameters).flatMap(([name, value]) => ['--parameters', `Breakwater:${name}=${value}`]),
  );
  if (code !== 0) return code;
  for (const [name, value] of Object.entries(readOutputs().Breakwater ?? {})) say(`${name}: ${value}`);
  return 0;
};
