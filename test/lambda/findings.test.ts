/** What every synthesis is checked by, shown to bite: our own app with a fault is not written. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { synthesized } from '../support/synth/synthesized.ts';

const infra = join(import.meta.dirname, '..', '..', 'infra');

/** Before the app is written, each stack gets a fault; once, since an app that ends by itself is written again. */
const faults = `
  import { createRequire } from 'node:module';
  const require = createRequire(${JSON.stringify(join(infra, 'package.json'))});
  const { Stage } = require('aws-cdk-lib');
  const { PolicyStatement, Role, ServicePrincipal } = require('aws-cdk-lib/aws-iam');
  const { Bucket } = require('aws-cdk-lib/aws-s3');
  const { Queue } = require('aws-cdk-lib/aws-sqs');
  const { synth } = Stage.prototype;
  let isFaulty = false;
  Stage.prototype.synth = function (...options) {
    if (!isFaulty) {
      isFaulty = true;
      const stack = (name) => this.node.findChild(name);
      new Queue(stack('Breakwater'), 'TakesRequestsWithoutTls');
      new Bucket(stack('BreakwaterTarget'), 'NobodyKnowsWhoReadIt');
      const assumedBy = new ServicePrincipal('lambda.amazonaws.com');
      new Role(stack('BreakwaterFirewall'), 'WritesAnyTable', { assumedBy }).addToPolicy(
        new PolicyStatement({ actions: ['dynamodb:PutItem'], resources: ['*'] }),
      );
    }
    return synth.apply(this, options);
  };
`;

const reportSchema = z.object({
  pluginReports: z.array(
    z.object({
      pluginName: z.string(),
      conclusion: z.string(),
      violations: z.array(
        z.object({
          ruleName: z.string(),
          violatingConstructs: z.array(z.looseObject({ constructPath: z.string() })),
        }),
      ),
    }),
  ),
});

it('cdk-nag stops the synthesis of our app for a fault in any of its stacks, names where it is, and finds nothing else', async () => {
  // It writes the same bundle.
  await synthesized();
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-findings-'));
  try {
    const inserted = join(folder, 'faults.mjs');
    writeFileSync(inserted, faults);
    const written = join(folder, 'written');
    const { status, stderr } = spawnSync(process.execPath, ['--import', inserted, join(infra, 'src', 'app.ts')], {
      env: { ...process.env, CDK_OUTDIR: written },
      encoding: 'utf8',
    });
    // Its own refusal, and no other reason to end so.
    expect(stderr).toContain('«ValidationFailed»');
    expect(status).toBe(1);
    const report = reportSchema.parse(JSON.parse(readFileSync(join(written, 'validation-report.json'), 'utf8')));
    const found = report.pluginReports.map(({ pluginName, conclusion, violations }) => [
      pluginName,
      conclusion,
      violations.flatMap(({ ruleName, violatingConstructs }) =>
        violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath}`),
      ),
    ]);
    expect(Object.fromEntries(found.map(([name, ...rest]) => [name, rest]))).toEqual({
      AwsSolutions: [
        'failure',
        [
          'AwsSolutions-SQS3 Breakwater/TakesRequestsWithoutTls/Resource',
          'AwsSolutions-SQS4 Breakwater/TakesRequestsWithoutTls/Resource',
          'AwsSolutions-IAM5[Resource::*] BreakwaterFirewall/WritesAnyTable/DefaultPolicy/Resource',
          'AwsSolutions-S1 BreakwaterTarget/NobodyKnowsWhoReadIt/Resource',
          'AwsSolutions-S10 BreakwaterTarget/NobodyKnowsWhoReadIt/Resource',
        ],
      ],
      'CloudFormation Validate': ['success', []],
    });
    for (const rule of ['SQS4', 'IAM5[Resource::*]', 'S10']) expect(stderr).toContain(`AwsSolutions-${rule}'`);
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
