import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { createClock } from '../../src/simulator/clock.ts';
import { makeEstate } from '../../src/simulator/estate/make-estate.ts';
import { type Journal, journalEntry, memoryJournal } from '../../src/simulator/journal.ts';
import { openFileJournal } from '../../src/simulator/node/file-journal.ts';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { finish, idsOf, named, newestJob, region, startRecovery } from './drill.ts';
import { drsCall, homeAccount, queryCall } from './wire.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});
function journalFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-'));
  folders.push(folder);
  return join(folder, 'journal.jsonl');
}

/** Everything that a caller could read, but nothing that only this run knows. */
async function everything(simulator: Simulator): Promise<string> {
  const answers = await Promise.all([
    drsCall(simulator, 'DescribeSourceServers', { maxResults: 200 }),
    drsCall(simulator, 'DescribeJobs', { maxResults: 200 }),
    drsCall(simulator, 'DescribeRecoveryInstances', { maxResults: 200 }),
  ]);
  const settings = await Promise.all(
    idsOf(simulator).flatMap((sourceServerID) => [
      drsCall(simulator, 'GetLaunchConfiguration', { sourceServerID }),
      drsCall(simulator, 'GetReplicationConfiguration', { sourceServerID }),
    ]),
  );
  const elsewhere = await drsCall(simulator, 'DescribeSourceServers', {}, { region: 'eu-north-1' });
  const ec2 = await Promise.all([
    queryCall(simulator, 'ec2', { Action: 'DescribeInstances' }),
    queryCall(simulator, 'ec2', { Action: 'DescribeTags' }),
    queryCall(simulator, 'ec2', { ...allTemplates, 'LaunchTemplateVersion.2': '$Default' }),
  ]);
  return JSON.stringify([
    [...answers, ...settings, elsewhere].map((one) => [one.status, one.body]),
    ec2.map(({ xml }) => xml.replace(/<requestId>[^<]*<\/requestId>/, '')),
    simulator.faults.list(),
  ]);
}

const allTemplates = { Action: 'DescribeLaunchTemplateVersions', 'LaunchTemplateVersion.1': '$Latest' };

/** One change of settings or of a single resource, chosen by a number; refused ones are part of the game. */
async function changeSomething(simulator: Simulator, pick: number): Promise<void> {
  const sourceServerID = idsOf(simulator)[pick % 3];
  const instances = simulator.servers(homeAccount, region).flatMap((one) => one.instanceId ?? []);
  const recoveryInstanceID = instances[pick % 2] ?? 'i-00000000000000000';
  const templates = await drsCall(simulator, 'GetLaunchConfiguration', { sourceServerID });
  const LaunchTemplateId = String(templates.body['ec2LaunchTemplateID']);
  const resourceArn = `arn:aws:drs:${region}:${homeAccount}:source-server/${sourceServerID}`;
  const launchDisposition = pick % 2 === 0 ? 'STOPPED' : 'STARTED';
  const version = { 'LaunchTemplateData.InstanceType': `r6i.${pick}xlarge`, SourceVersion: '$Latest' };
  const changes = [
    () => drsCall(simulator, 'UpdateLaunchConfiguration', { sourceServerID, launchDisposition, copyTags: pick > 4 }),
    () => drsCall(simulator, 'UpdateReplicationConfiguration', { sourceServerID, bandwidthThrottling: pick }),
    () => drsCall(simulator, 'TagResource', { resourceArn, tags: { Pick: `${pick}` } }),
    () => drsCall(simulator, 'DisconnectRecoveryInstance', { recoveryInstanceID }),
    () => drsCall(simulator, 'DeleteRecoveryInstance', { recoveryInstanceID }),
    () => drsCall(simulator, 'DeleteJob', { jobID: simulator.jobs(homeAccount, region)[0]?.jobId }),
    () => drsCall(simulator, 'InitializeService', {}, { region: 'eu-north-1' }),
    () => queryCall(simulator, 'ec2', { Action: 'CreateLaunchTemplateVersion', LaunchTemplateId, ...version }),
    () =>
      queryCall(simulator, 'ec2', { Action: 'ModifyLaunchTemplate', LaunchTemplateId, SetDefaultVersion: '$Latest' }),
    () =>
      queryCall(simulator, 'ec2', {
        Action: pick % 2 === 0 ? 'StopInstances' : 'TerminateInstances',
        'InstanceId.1': recoveryInstanceID,
      }),
  ];
  await changes[pick]?.();
}

test('whatever happened, a restart reads the same past and goes on to the same future', async () => {
  const seed = 90;
  const step = fc.record({
    act: fc.constantFrom(
      'start',
      'terminate',
      'fault',
      'unfault',
      'role',
      'add',
      'advance',
      'stick',
      'unstick',
      'change',
    ),
    pick: fc.nat(9),
    wait: fc.nat(300),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
      const journal = memoryJournal();
      const simulator = createSimulator({ seed, estate: makeEstate({ servers: 8 }), journal });
      for (const { act, pick, wait } of steps) {
        const instances = simulator.servers(homeAccount, region).flatMap((one) => one.instanceId ?? []);
        if (act === 'start') await startRecovery(simulator, idsOf(simulator).slice(pick, pick + 3));
        if (act === 'terminate')
          await drsCall(simulator, 'TerminateRecoveryInstances', { recoveryInstanceIDs: instances.slice(0, pick + 1) });
        if (act === 'fault')
          simulator.faults.add(
            pick % 2 === 0 ? { kind: 'fail-launch', times: pick + 1 } : { kind: 'stalled-replication' },
          );
        if (act === 'stick') simulator.faults.add({ kind: 'stuck-job', times: 1 });
        const stuck = simulator.jobs(homeAccount, region).find((job) => job.endedAt === null);
        if (act === 'unstick' && stuck !== undefined) simulator.endJob(stuck.jobId);
        if (act === 'unfault') simulator.faults.clear();
        if (act === 'role')
          await queryCall(simulator, 'sts', {
            Action: 'AssumeRole',
            RoleArn: `arn:aws:iam::${homeAccount}:role/RecoveryOperator`,
            RoleSessionName: 'xx',
          });
        if (act === 'add')
          simulator.addServers([
            { hostname: `new-${simulator.servers(homeAccount, region).length}`, accountId: homeAccount, region },
          ]);
        if (act === 'change') await changeSomething(simulator, pick);
        if (act === 'advance') simulator.clock.advance(wait + 1);
      }
      for (const entry of journal.entries) journalEntry.parse(JSON.parse(JSON.stringify(entry)));
      const restarted = createSimulator({ journal });
      expect(restarted.now()).toBe(simulator.now());
      expect(await everything(restarted)).toBe(await everything(simulator));
      for (const one of [simulator, restarted]) {
        one.clock.advance(120);
        await startRecovery(one, idsOf(one).slice(0, 2));
        one.clock.advance(700);
      }
      expect(await everything(restarted)).toBe(await everything(simulator));
    }),
    { seed, numRuns: 80 },
  );
});

test('jobs progress while the simulator is down', async () => {
  let real = 0;
  const realTime = { now: () => real, wait: () => Promise.resolve() };
  const journal = memoryJournal();
  const open = () =>
    createSimulator({
      seed: 91,
      clock: createClock({ realTime, speed: 10, startAt: 1000 }),
      journal,
      estate: named(['web']),
    });
  const first = open();
  await startRecovery(first, idsOf(first));
  real += 70_000;
  expect(newestJob(open())).toMatchObject({ status: 'COMPLETED', servers: [{ launchStatus: 'LAUNCHED' }] });
  expect(open().now()).toBe(1000 + 700_000);
});

test('a journal that cannot be written refuses the change, and nothing has happened', async () => {
  let full = false;
  const kept = memoryJournal();
  const journal: Journal = {
    entries: kept.entries,
    append: (entry) => {
      if (full) throw new Error('no space left on device');
      kept.append(entry);
    },
  };
  const simulator = createSimulator({ seed: 92, estate: named(['web']), journal });
  full = true;
  await expect(startRecovery(simulator, idsOf(simulator))).rejects.toThrow('no space left on device');
  expect(simulator.jobs(homeAccount, region)).toEqual([]);
  full = false;
  expect((await startRecovery(simulator, idsOf(simulator))).status).toBe(202);
  expect(newestJob(createSimulator({ journal: kept })).jobId).toBe(newestJob(simulator).jobId);
});

test('a line torn by a kill in mid-write is cut off, wherever it was torn', async () => {
  const file = journalFile();
  const journal = openFileJournal(file);
  const simulator = createSimulator({ seed: 93, estate: named(['web-1', 'web-2']), journal });
  const [first = '', second = ''] = idsOf(simulator);
  await startRecovery(simulator, [first]);
  const before = readFileSync(file);
  await startRecovery(simulator, [second]);
  journal.close();
  const whole = readFileSync(file);
  for (const length of [before.length + 1, before.length + 40, whole.length - 1]) {
    writeFileSync(file, whole.subarray(0, length));
    const torn = openFileJournal(file);
    const restarted = createSimulator({ journal: torn });
    expect(restarted.jobs(homeAccount, region)).toHaveLength(1);
    expect((await startRecovery(restarted, [second])).status).toBe(202);
    torn.close();
    const again = openFileJournal(file);
    expect(createSimulator({ journal: again }).jobs(homeAccount, region)).toHaveLength(2);
    again.close();
  }
});

test('any other damage is refused with file and line', async () => {
  const file = journalFile();
  const journal = openFileJournal(file);
  createSimulator({ seed: 94, estate: named(['web']), journal });
  journal.close();
  appendFileSync(file, '{"kind":"job","job":{"jobId":"drsjob-1"}}\n');
  expect(() => openFileJournal(file)).toThrow(`${file}:3: is not a journal entry`);
  writeFileSync(file, `!${readFileSync(file, 'utf8').slice(1)}`);
  expect(() => openFileJournal(file)).toThrow(`${file}:1: is not a journal entry`);
});

test('a journal of another seed or another estate is refused', () => {
  const journal = memoryJournal();
  const estate = named(['web']);
  createSimulator({ seed: 95, estate, journal });
  expect(() => createSimulator({ seed: 96, journal })).toThrow('the journal was begun with seed 95, not 96');
  expect(() => createSimulator({ estate: named(['db']), journal })).toThrow(
    'the journal was begun with another estate',
  );
  expect(createSimulator({ seed: 95, estate, journal }).seed).toBe('95');
});

test('a finished run can be read by a later one from the file', async () => {
  const file = journalFile();
  const journal = openFileJournal(file);
  const simulator = createSimulator({ seed: 97, estate: named(['web', 'fail-launch-db']), journal });
  await startRecovery(simulator, idsOf(simulator));
  finish(simulator);
  const before = await everything(simulator);
  journal.close();
  const reopened = openFileJournal(file);
  expect(await everything(createSimulator({ journal: reopened }))).toBe(before);
  reopened.close();
});

test('a journal of the first release opens, and answers to the letter as it did then', async () => {
  const fixture = (name: string): string => join(import.meta.dirname, 'fixtures', name);
  const file = journalFile();
  copyFileSync(fixture('journal-version-1.jsonl'), file);
  const journal = openFileJournal(file);
  const simulator = createSimulator({ journal });
  const answered = {
    at: simulator.now(),
    jobs: (await drsCall(simulator, 'DescribeJobs')).body,
    instances: (await drsCall(simulator, 'DescribeRecoveryInstances')).body,
    servers: (await drsCall(simulator, 'DescribeSourceServers')).body,
  };
  expect(answered).toEqual(JSON.parse(readFileSync(fixture('answers-version-1.json'), 'utf8')));
  expect((await startRecovery(simulator, idsOf(simulator))).status).toBe(202);
  journal.close();
});
