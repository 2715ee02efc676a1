import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { serveSimulator } from '../../src/simulator/node/serve.ts';
import { services } from '../../src/simulator/services/services.ts';
import { instanceTypes } from '../../src/simulator/world/instance-types.ts';
import { homeAccount } from './wire.ts';

/** The first line that a program says about itself; undefined where it is not installed. */
function versionOf(command: string, ...args: string[]): string | undefined {
  const { status, stdout, error } = spawnSync(command, args, { encoding: 'utf8' });
  return error === undefined && status === 0 ? stdout.split(/\s/)[0] : undefined;
}
const awsCli = versionOf('aws', '--version');
const boto3 = versionOf('python3', '-c', 'import boto3; print(boto3.__version__)');

const noSettings = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };
const execute = promisify(execFile);
const modelled = new Set(services.flatMap((service) => service.operations));

/** Names such as `start-recovery` or `start_recovery` that mean no operation of the simulator. */
function unmodelled(names: readonly string[]): string[] {
  const operations = names.map((name) => name.replaceAll(/(?:^|[-_])([a-z])/g, (_, one) => one.toUpperCase()));
  return operations.filter((operation) => !modelled.has(operation));
}

/** Its command line for the script is the one that is run here. */
const simulatorPage = readFileSync(join(import.meta.dirname, '../../docs/simulator.md'), 'utf8');

test(`the AWS CLI (${awsCli ?? 'not installed'}) lists, drills, follows and cleans up by its script`, {
  timeout: 120_000,
}, async (context) => {
  const [, path = '', names = ''] = /^(examples\S+) http\S+ (.+)$/m.exec(simulatorPage) ?? [];
  const script = join(import.meta.dirname, '../..', path);
  const servers = names.split(' ');
  expect(servers).toHaveLength(2);
  const commands = [...readFileSync(script, 'utf8').matchAll(/call (?:drs|ec2) ([a-z-]+)/g)].map(
    ([, name]) => `${name}`,
  );
  expect(new Set(commands).size).toBe(6);
  expect(unmodelled(commands)).toEqual([]);
  if (awsCli === undefined) context.skip('the AWS CLI is not installed');
  // Fast enough that a job is over when the CLI has started for its next look.
  const served = await serveSimulator({ port: 0, speed: 3600, seed: 7 });
  onTestFinished(() => served.close());
  const env = { ...process.env, ...noSettings, POLL_SECONDS: '0' };
  const { stdout } = await execute(script, [served.url, ...servers], { env });
  const drilled = served.simulator.servers(homeAccount, 'us-east-1').filter((server) => servers.includes(server.name));
  expect(drilled).toHaveLength(2);
  for (const { sourceServerId, name, instanceId } of drilled) {
    expect(stdout).toContain(`${sourceServerId}\t${name}\tCONTINUOUS`);
    expect(stdout).toContain(`${sourceServerId}\tLAUNCHED`);
    expect(stdout).toContain(`${sourceServerId}\tTERMINATED`);
    expect(instanceId).toBeUndefined();
  }
  expect(stdout).toMatch(/running\t10\.20\.0\.4\n.*running\t10\.20\.0\.5\n/);
  expect(stdout).toMatch(/== 2 of 2 launched, 2 cleaned up\n$/);
  const jobs = served.simulator.jobs(homeAccount, 'us-east-1').map((job) => [job.type, job.isDrill]);
  expect(jobs).toEqual([
    ['LAUNCH', true],
    ['TERMINATE', false],
  ]);
});

test(`boto3 (${boto3 ?? 'not installed'}) configures, drills, tags and cleans up, and knows the errors`, {
  timeout: 60_000,
}, async (context) => {
  const script = join(import.meta.dirname, 'boto3-drill.py');
  const calls = [...readFileSync(script, 'utf8').matchAll(/\b(?:drs|ec2|sts|quotas|other)\.([a-z_]+)[(,]/g)];
  const commands = calls.map(([, name]) => `${name}`).filter((name) => name !== 'get_paginator');
  expect(new Set(commands).size).toBeGreaterThan(18);
  expect(unmodelled(commands)).toEqual(['ListLaunchActions']);
  if (boto3 === undefined) context.skip('boto3 is not installed');
  const served = await serveSimulator({ port: 0, speed: 'manual', seed: 7 });
  onTestFinished(() => served.close());
  const { stdout } = await execute('python3', [script, served.url], { env: { ...process.env, ...noSettings } });
  const seen: unknown = JSON.parse(stdout);
  expect(seen).toMatchObject({
    servers: 80,
    tags: { Run: 'a & b', Application: 'Shop' },
    replicationSubnet: expect.stringMatching(/^subnet-/),
    job: ['COMPLETED', 'LAUNCHED'],
    log: expect.arrayContaining(['JOB_START', 'CONVERSION_END', 'LAUNCH_START', 'JOB_END']),
    instance: ['stopped', 'r6i.large', '10.20.0.4'],
    instanceTags: { Run: 'a & b', AWSElasticDisasterRecoveryManaged: 'drs.amazonaws.com' },
    ended: 'TERMINATED',
    cleanUp: 'TERMINATE',
    jobsLeft: 1,
    subnets: ['10.20.0.0/16', '172.16.0.0/16'],
    types: instanceTypes.length,
    quotas: { 'L-B827C881': 100, 'L-D88FAC3A': 20, 'L-05AFA8C6': 500 },
    account: '444455556666',
    refusals: [
      'ResourceNotFoundException',
      'InvalidInstanceID.NotFound',
      'NoSuchResourceException',
      'NotImplementedBySimulator',
    ],
  });
  expect(seen).not.toHaveProperty('tags.Gone');
});
