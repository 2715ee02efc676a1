/** The command line against what is deployed, by IAM: a real process, Lambda's own protocol, and nobody signed in. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { commandLines, root } from '../docs/support/command-lines.ts';
import { onDynamoDbLocal } from '../support/dynamodb/local.ts';
import { type Done, runLine } from '../support/shell-line.ts';
import { synthesized } from '../support/synth/synthesized.ts';
import { serveWire, type Wire } from './support/aws-wires.ts';
import { type Cloud, HUB_ACCOUNT, REGION } from './support/cloud.ts';
import { launchesOf, openCloud } from './support/drill.ts';

const FUNCTION_ARN = `arn:aws:lambda:${REGION}:${HUB_ACCOUNT}:function:Breakwater-api`;

/** Lambda's `Invoke` (Lambda API reference): who may is asked first; a function that throws answers 200 with its error. */
const lambdaBefore =
  (cloud: Cloud, mayInvoke: () => boolean): Wire['fetch'] =>
  async (request) => {
    if (decodeURIComponent(new URL(request.url).pathname) !== `/2015-03-31/functions/${FUNCTION_ARN}/invocations`) {
      return new Response('{}', { status: 404, headers: { 'x-amzn-errortype': 'ResourceNotFoundException' } });
    }
    if (!mayInvoke()) {
      const Message = 'User: arn:aws:iam::111122223333:user/ana is not authorized to perform: lambda:InvokeFunction';
      return Response.json({ Message }, { status: 403, headers: { 'x-amzn-errortype': 'AccessDeniedException' } });
    }
    try {
      return Response.json(await cloud.invoke('api', await request.json()));
    } catch (error) {
      const errorMessage = error instanceof Error ? error.message : String(error);
      return Response.json({ errorMessage }, { headers: { 'x-amz-function-error': 'Unhandled' } });
    }
  };

const auditSchema = z.object({
  body: z.object({ items: z.array(z.looseObject({ route: z.string(), actor: z.string() })) }),
});

await onDynamoDbLocal('the command line by IAM', ({ endpoint }) => {
  let cloud: Cloud;
  let lambda: Wire;
  let folder: string;
  let mayInvoke = true;
  beforeEach(async () => {
    mayInvoke = true;
    folder = mkdtempSync(join(tmpdir(), 'breakwater-iam-'));
    writeFileSync(join(folder, 'breakwater'), `#!/bin/sh\nexec "${join(root, 'breakwater')}" "$@"\n`, { mode: 0o755 });
    cloud = await openCloud({ synthesized: await synthesized(), dynamoDbEndpoint: endpoint });
    lambda = await serveWire(lambdaBefore(cloud, () => mayInvoke));
  });
  afterEach(async () => {
    lambda.close();
    await cloud.close();
    rmSync(folder, { recursive: true, force: true });
    expect(cloud.denied).toEqual([]);
  });

  /** In a folder and a home of its own, as cron would: with credentials, and with no file or token of ours. */
  const type = (line: string): Promise<Done> =>
    runLine(line, {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        LOGNAME: 'backup',
        AWS_ACCESS_KEY_ID: 'AKIABACKUP',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_ENDPOINT_URL_LAMBDA: lambda.url,
      },
    });

  it('the daily export of the guide is a whole plan file; one that fails leaves the one of the day before', async () => {
    const lines = commandLines('docs/operate/home-region-down.md');
    expect(lines).toHaveLength(1);
    const line = lines[0]?.replace(/arn:aws:lambda:\S+/, FUNCTION_ARN) ?? '';
    expect(line).toContain(FUNCTION_ARN);
    expect(await type(line)).toEqual({ code: 0, out: '', err: '' });
    const exported = readFileSync(join(folder, 'plans.yaml'), 'utf8');
    const kinds = parseAllDocuments(exported).map(
      (document) => z.looseObject({ kind: z.string() }).parse(document.toJS()).kind,
    );
    const groups = ['ProtectionGroup', 'ProtectionGroup', 'ProtectionGroup'];
    expect(kinds.filter((kind) => kind !== 'Settings')).toEqual(['Account', ...groups, 'RecoveryPlan']);
    expect(exported).toContain('externalId:');

    mayInvoke = false;
    const refused = await type(line);
    expect(refused.code).not.toBe(0);
    expect(refused.err).toContain('is not authorized to perform: lambda:InvokeFunction');
    expect(refused.err).toContain('the AWS credentials of this machine');
    expect(readFileSync(join(folder, 'plans.yaml'), 'utf8')).toBe(exported);
    expect(readdirSync(folder)).toContain('plans.yaml');
  });

  it('a program starts a drill, and stands in the audit log with the name of who ran it', async () => {
    const started = await type(`./breakwater drill shop --server ${FUNCTION_ARN}`);
    expect([started.code, started.err]).toEqual([0, '']);
    // What it says to look at it with can be pasted.
    expect(started.out).toMatch(new RegExp(`\\./breakwater watch exec-\\S+ --server ${FUNCTION_ARN}`));
    await cloud.clock.advance(30);
    expect(launchesOf(cloud)).toEqual([2]);
    const { items } = auditSchema.parse(await cloud.call('GET', '/api/audit-log')).body;
    expect(items.find(({ route }) => route === 'POST /api/executions')?.actor).toBe('automation:backup');
  });

  it('what the API refuses, and a function that fails, are told in their words', async () => {
    const unknown = await type(`./breakwater describe plan nowhere --server ${FUNCTION_ARN}`);
    expect(unknown.err).toContain('nowhere');
    expect(unknown.err).not.toContain('AWS credentials');
    mayInvoke = false;
    const refused = await type(`./breakwater drill shop --server ${FUNCTION_ARN}`);
    expect(refused.err).toContain('is not authorized to perform: lambda:InvokeFunction');
    expect(refused.err, 'nothing was sent, and so nothing lost').not.toMatch(/lost|may have been started/);
    mayInvoke = true;
    cloud.mishaps.push(() => 'answer lost');
    const failed = await type(`./breakwater get plans --server ${FUNCTION_ARN}`);
    expect(failed.code).not.toBe(0);
    expect(failed.err).toContain('the function failed: Sandbox.Timedout');
  });
});
