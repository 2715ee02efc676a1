/** The CDK app. `cdk` runs it with the folder to write to; by itself it writes `cdk.out`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tags } from 'aws-cdk-lib';
import { z } from 'zod';
import { buildConsole } from '../../src/entry/build-console.ts';
import { consoleFolder } from '../../src/entry/console-folder.ts';
import { bundleFunctions } from './bundle.ts';
import { createCheckedApp } from './checked-app.ts';
import { FirewallStack } from './firewall.ts';
import { HubStack } from './hub-stack.ts';
import { TargetAccountStack } from './target-account.ts';

const root = join(import.meta.dirname, '..', '..');
const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
const bundle = join(root, 'infra', 'dist', 'functions');
await bundleFunctions(bundle);
if (!(await buildConsole((line) => process.stderr.write(`${line}\n`)))) process.exit(1);

const app = createCheckedApp();
const described = (description: string) => ({ description: `${description} (Breakwater ${version})` });
new HubStack(app, 'Breakwater', {
  ...described('Disaster recovery plans on AWS Elastic Disaster Recovery'),
  bundle,
  consoleFolder,
  version,
});
new FirewallStack(app, 'BreakwaterFirewall', {
  ...described("The console's firewall, for us-east-1"),
  env: { region: 'us-east-1' },
});
new TargetAccountStack(app, 'BreakwaterTarget', described('An account that Breakwater recovers servers in'));
Tags.of(app).add('application', 'breakwater', { excludeResourceTypes: ['AWS::CloudWatch::Dashboard'] });
app.synth();
