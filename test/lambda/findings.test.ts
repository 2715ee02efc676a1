/** What every synthesis is checked by, shown to bite: an app with a known fault is not written. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';

const infra = join(import.meta.dirname, '..', '..', 'infra');

/** `createCheckedApp` is what our own templates are written by. */
const faulty = `
  import { Stack } from 'aws-cdk-lib';
  import { Queue } from 'aws-cdk-lib/aws-sqs';
  import { createCheckedApp } from './src/checked-app.ts';
  const app = createCheckedApp();
  new Queue(new Stack(app, 'Scratch'), 'TakesRequestsWithoutTls');
  app.synth();
`;

const reportSchema = z.object({
  pluginReports: z.array(
    z.object({
      pluginName: z.string(),
      conclusion: z.string(),
      violations: z.array(z.object({ ruleName: z.string() })),
    }),
  ),
});

it('cdk-nag stops the synthesis of an app like ours that has a queue without TLS, and names the rule', () => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-findings-'));
  try {
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', faulty], {
      cwd: infra,
      env: { ...process.env, CDK_OUTDIR: folder },
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(1);
    const report = reportSchema.parse(JSON.parse(readFileSync(join(folder, 'validation-report.json'), 'utf8')));
    expect(report.pluginReports).toContainEqual({
      pluginName: 'AwsSolutions',
      conclusion: 'failure',
      violations: expect.arrayContaining([{ ruleName: 'AwsSolutions-SQS4' }]),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
