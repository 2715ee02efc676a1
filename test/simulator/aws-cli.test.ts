import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type ServedSimulator, serveSimulator } from '../../src/simulator/node/serve.ts';

const version = spawnSync('aws', ['--version'], { encoding: 'utf8' });
const installed = version.status === 0;
const name = installed
  ? `the AWS CLI (${version.stdout.split(' ')[0]})`
  : 'the AWS CLI (not on the PATH: nothing was run)';

describe(name, () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'simulator-'));
  let served: ServedSimulator;
  beforeAll(async () => {
    served = await serveSimulator({ port: 0, speed: 'manual', seed: 7, dataFolder });
  });
  afterAll(async () => {
    await served.close();
    rmSync(dataFolder, { recursive: true });
  });

  const noSettings = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null', AWS_MAX_ATTEMPTS: '1' };
  const key = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_DEFAULT_REGION: 'us-east-1' };
  async function aws(args: readonly string[], credentials: Record<string, string> = key): Promise<unknown> {
    const env = { ...process.env, ...noSettings, ...key, ...credentials };
    const { stdout } = await promisify(execFile)('aws', ['--endpoint-url', served.url, '--output', 'json', ...args], {
      env,
    });
    return JSON.parse(stdout);
  }
  const session = z.object({
    Credentials: z.object({ AccessKeyId: z.string(), SecretAccessKey: z.string(), SessionToken: z.string() }),
  });

  test('drives a drill from the inventory to the addresses of its instances', { timeout: 120_000 }, async () => {
    if (!installed) return;
    const servers = z.object({ items: z.array(z.object({ sourceServerID: z.string() })) });
    // The CLI follows tokens by itself: all 80 servers, in pages of 50.
    const { items } = servers.parse(await aws(['drs', 'describe-source-servers']));
    expect(items).toHaveLength(80);
    const [first, second] = items;
    const started = z.object({ job: z.object({ jobID: z.string() }) });
    const { job } = started.parse(
      await aws([
        'drs',
        'start-recovery',
        '--is-drill',
        '--source-servers',
        `sourceServerID=${first?.sourceServerID}`,
        `sourceServerID=${second?.sourceServerID}`,
      ]),
    );
    served.simulator.clock.advance(600);
    expect(await aws(['drs', 'describe-jobs', '--filters', `jobIDs=${job.jobID}`])).toMatchObject({
      items: [
        { status: 'COMPLETED', participatingServers: [{ launchStatus: 'LAUNCHED' }, { launchStatus: 'LAUNCHED' }] },
      ],
    });
    const log = await aws(['drs', 'describe-job-log-items', '--job-id', job.jobID]);
    expect(JSON.stringify(log)).toContain('CONVERSION_END');
    const launched = z.object({ items: z.array(z.object({ recoveryInstanceID: z.string() })) });
    const instances = launched.parse(await aws(['drs', 'describe-recovery-instances', '--filters', '{}'])).items;
    expect(instances).toHaveLength(2);
    const ids = instances.map((one) => one.recoveryInstanceID);
    const ec2 = await aws([
      'ec2',
      'describe-instances',
      '--instance-ids',
      ...ids,
      '--query',
      'Reservations[].Instances[].PrivateIpAddress',
    ]);
    expect(ec2).toEqual(['10.20.0.4', '10.20.0.5']);
    expect(await aws(['drs', 'terminate-recovery-instances', '--recovery-instance-ids', ...ids])).toMatchObject({
      job: { type: 'TERMINATE' },
    });
    const points = await aws(['drs', 'describe-recovery-snapshots', '--source-server-id', `${first?.sourceServerID}`]);
    expect(points).toHaveProperty('items');
  });

  test('assumes a role, and shows the errors of AWS as AWS does', { timeout: 120_000 }, async () => {
    if (!installed) return;
    const RoleArn = 'arn:aws:iam::444455556666:role/RecoveryOperator';
    const { Credentials } = session.parse(
      await aws(['sts', 'assume-role', '--role-arn', RoleArn, '--role-session-name', 'cli']),
    );
    const identity = await aws(['sts', 'get-caller-identity'], {
      AWS_ACCESS_KEY_ID: Credentials.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: Credentials.SecretAccessKey,
      AWS_SESSION_TOKEN: Credentials.SessionToken,
    });
    expect(identity).toMatchObject({ Account: '444455556666' });
    const unknown = aws(['drs', 'start-recovery', '--source-servers', 'sourceServerID=s-00000000000000000']);
    await expect(unknown).rejects.toThrow('(ResourceNotFoundException) when calling the StartRecovery operation');
    const missing = aws(['ec2', 'describe-instances', '--instance-ids', 'i-00000000000000000']);
    await expect(missing).rejects.toThrow('(InvalidInstanceID.NotFound) when calling the DescribeInstances operation');
    await expect(aws(['drs', 'list-launch-actions', '--resource-id', 's-00000000000000000'])).rejects.toThrow(
      'NotImplementedBySimulator',
    );
  });
});
