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
    const [jobs, log, listed, points] = await Promise.all([
      aws(['drs', 'describe-jobs', '--filters', `jobIDs=${job.jobID}`]),
      aws(['drs', 'describe-job-log-items', '--job-id', job.jobID]),
      aws(['drs', 'describe-recovery-instances', '--filters', '{}']),
      aws(['drs', 'describe-recovery-snapshots', '--source-server-id', `${first?.sourceServerID}`]),
    ]);
    const launched = { launchStatus: 'LAUNCHED' };
    expect(jobs).toMatchObject({ items: [{ status: 'COMPLETED', participatingServers: [launched, launched] }] });
    expect(JSON.stringify(log)).toContain('CONVERSION_END');
    expect(points).toHaveProperty('items');
    const instances = z.object({ items: z.array(z.object({ recoveryInstanceID: z.string() })) }).parse(listed).items;
    expect(instances).toHaveLength(2);
    const ids = instances.map((one) => one.recoveryInstanceID);
    const [addresses, cleanUp] = await Promise.all([
      aws([
        'ec2',
        'describe-instances',
        '--instance-ids',
        ...ids,
        '--query',
        'Reservations[].Instances[].PrivateIpAddress',
      ]),
      aws(['drs', 'terminate-recovery-instances', '--recovery-instance-ids', ...ids]),
    ]);
    expect(addresses).toEqual(['10.20.0.4', '10.20.0.5']);
    expect(cleanUp).toMatchObject({ job: { type: 'TERMINATE' } });
  });

  test('assumes a role, and shows the errors of AWS as AWS does', { timeout: 120_000 }, async () => {
    if (!installed) return;
    const RoleArn = 'arn:aws:iam::444455556666:role/RecoveryOperator';
    const { Credentials } = session.parse(
      await aws(['sts', 'assume-role', '--role-arn', RoleArn, '--role-session-name', 'cli']),
    );
    const identity = aws(['sts', 'get-caller-identity'], {
      AWS_ACCESS_KEY_ID: Credentials.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: Credentials.SecretAccessKey,
      AWS_SESSION_TOKEN: Credentials.SessionToken,
    });
    const said = (args: readonly string[], text: string): Promise<void> => expect(aws(args)).rejects.toThrow(text);
    await Promise.all([
      expect(identity).resolves.toMatchObject({ Account: '444455556666' }),
      said(
        ['drs', 'start-recovery', '--source-servers', 'sourceServerID=s-00000000000000000'],
        '(ResourceNotFoundException) when calling the StartRecovery operation',
      ),
      said(
        ['ec2', 'describe-instances', '--instance-ids', 'i-00000000000000000'],
        '(InvalidInstanceID.NotFound) when calling the DescribeInstances operation',
      ),
      said(['drs', 'list-launch-actions', '--resource-id', 's-00000000000000000'], 'NotImplementedBySimulator'),
    ]);
  });
});
