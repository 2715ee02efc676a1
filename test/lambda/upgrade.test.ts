/** What an upgrade would change is seen before it is made: the line of the guide, with a template in the account's place. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { commandLines } from '../docs/support/command-lines.ts';
import { synthesized } from '../support/synth/synthesized.ts';
import { functionLogicalId } from './support/roles.ts';

const root = join(import.meta.dirname, '..', '..');

it('cdk diff shows what the templates change of the version before, and needs no account for that', async () => {
  const { folder, path, template } = await synthesized();
  const [line = ''] = commandLines('docs/operate/upgrade-and-rollback.md').filter((each) =>
    / cdk diff |\/cdk diff /.test(each),
  );
  const id = functionLogicalId(template('Breakwater'), 'poll');
  // As it stands but for one member.
  const beforeSchema = z.looseObject({
    Resources: z.looseObject({ [id]: z.looseObject({ Properties: z.looseObject({ Timeout: z.literal(120) }) }) }),
  });
  const before = beforeSchema.parse(JSON.parse(readFileSync(path('Breakwater'), 'utf8')));
  const poll = before.Resources[id];
  const changed = { ...poll, Properties: { ...poll?.Properties, Timeout: 60 } };
  const home = mkdtempSync(join(tmpdir(), 'breakwater-upgrade-'));
  try {
    const earlier = join(home, 'before.json');
    writeFileSync(earlier, JSON.stringify({ ...before, Resources: { ...before.Resources, [id]: changed } }));
    const [program = '', ...args] = line
      .replace('--app breakwater-templates', `--app ${folder}`)
      .replace('--method template', `--template ${earlier}`)
      .replace(' BreakwaterFirewall', '')
      .split(' ');
    const compared = spawnSync(join(root, program), [...args, '--no-notices', '--no-version-reporting', '--no-color'], {
      // Nobody's credentials, and nothing of the CLI's own is asked of the network.
      env: { PATH: process.env['PATH'], HOME: home, AWS_EC2_METADATA_DISABLED: 'true', CDK_DISABLE_CLI_TELEMETRY: '1' },
      encoding: 'utf8',
    });
    const printed = `${compared.stdout}${compared.stderr}`;
    expect(compared.status, printed).toBe(0);
    expect(printed.match(/^\[[~+-]\] .*$/gm)).toEqual([
      expect.stringMatching(/^\[~\] AWS::Lambda::Function Functions\/poll /),
    ]);
    expect(printed).toMatch(/Timeout\s+├─ \[-\] 60\s+└─ \[\+\] 120/);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
