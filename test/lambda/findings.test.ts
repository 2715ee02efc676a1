/** What every synthesis is checked by, shown to bite: our own app with a fault is not written. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { synthesized } from '../support/synth/synthesized.ts';

const infra = join(import.meta.dirname, '..', '..', 'infra');

/** Before the app is written, a queue that takes requests without TLS stands in the hub. */
const fault = `
  import { createRequire } from 'node:module';
  const require = createRequire(${JSON.stringify(join(infra, 'package.json'))});
  const { Stage } = require('aws-cdk-lib');
  const { Queue } = require('aws-cdk-lib/aws-sqs');
  const { synth } = Stage.prototype;
  Stage.prototype.synth = function (...options) {
    new Queue(this.node.findChild('Breakwater'), 'TakesRequestsWithoutTls');
    return synth.apply(this, options);
  };
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

it('cdk-nag stops the synthesis of our app when its hub has a queue without TLS, and finds nothing else', async () => {
  // It writes the same bundle.
  await synthesized();
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-findings-'));
  try {
    const args = ['--import', `data:text/javascript,${encodeURIComponent(fault)}`, join(infra, 'src', 'app.ts')];
    const { status, stderr } = spawnSync(process.execPath, args, {
      env: { ...process.env, CDK_OUTDIR: folder },
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(1);
    const report = reportSchema.parse(JSON.parse(readFileSync(join(folder, 'validation-report.json'), 'utf8')));
    const found = report.pluginReports.filter(({ conclusion }) => conclusion === 'failure');
    expect(found).toEqual([
      {
        pluginName: 'AwsSolutions',
        conclusion: 'failure',
        violations: [{ ruleName: 'AwsSolutions-SQS3' }, { ruleName: 'AwsSolutions-SQS4' }],
      },
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** By the path of the construct. */
const metadataSchema = z.record(z.string(), z.array(z.looseObject({ type: z.string(), data: z.json().optional() })));
const acknowledgedSchema = z.record(z.string(), z.string());

it('each finding that is acknowledged has a reason that is a sentence, and the rules are these', async () => {
  const { folder } = await synthesized();
  const acknowledged = readdirSync(folder)
    .filter((file) => file.endsWith('.metadata.json'))
    .flatMap((file) => Object.entries(metadataSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')))))
    .flatMap(([path, entries]) =>
      entries
        .filter(({ type }) => type === 'aws:cdk:acknowledged-rules')
        .flatMap(({ data }) =>
          Object.entries(acknowledgedSchema.parse(data)).map(([id, reason]) => ({ path, id, reason })),
        ),
    )
    // The others are what AWS CDK says of its own constructs.
    .filter(({ id }) => id.startsWith('Annotation::AwsSolutions-'));
  const rules = new Set(acknowledged.map(({ id }) => /^Annotation::AwsSolutions-(\w+)/.exec(id)?.[1]));
  expect(rules).toEqual(new Set(['APIG4', 'CFR1', 'CFR2', 'CFR4', 'IAM5', 'L1', 'S1', 'SMG4']));
  const unexplained = acknowledged.filter(
    ({ reason }) => !(/^[A-Z].*\.$/.test(reason) && reason.split(/\s+/).length >= 8),
  );
  expect(unexplained).toEqual([]);
});
