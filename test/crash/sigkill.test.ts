/**
 * A drill in a real process on a real SQLite file and the simulator's journal, killed without warning again and again.
 * Real time is needed here: a process is killed by the system, not by a virtual clock. Nothing is asserted about it.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { executionViewSchema } from '../../src/domain/model/execution-view.ts';
import { isFinalExecution } from '../../src/domain/statuses.ts';
import { type LocalProcess, startLocalProcess } from '../support/local-process.ts';

const SEED = Number(process.env['BREAKWATER_SEED'] ?? 20261120);
const KILLS = 10;
const SPEED = 300;
/** Slow enough for all the kills and their restarts, also on a busy machine; after the last, the drill ends at full speed. */
const SPEED_WHILE_KILLED = 30;

const folders: string[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-crash-'));
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const account = { accountId: '111122223333', region: 'us-east-1' };
const group = (groupName: string, tier: string) => ({
  kind: 'ProtectionGroup',
  groupName,
  ...account,
  selection: { tags: { Application: 'Shop', Tier: tier } },
});
const documents = [
  group('shop-db', 'db'),
  group('shop-app', 'app'),
  group('shop-web', 'web'),
  {
    kind: 'RecoveryPlan',
    planName: 'Shop',
    waves: [
      { waveName: 'database', protectionGroups: ['shop-db'] },
      { waveName: 'application', protectionGroups: ['shop-app'] },
      { waveName: 'web', protectionGroups: ['shop-web'] },
    ],
  },
];

const applied = z.object({ results: z.array(z.object({ kind: z.string(), id: z.string() })) });

const startDrill = async (server: LocalProcess): Promise<string> => {
  const { results } = applied.parse((await server.request('POST', '/api/apply', { documents })).body);
  const planId = results.at(-1)?.id;
  const started = await server.request('POST', '/api/executions', { planId, executionType: 'DRILL' });
  expect(started.status).toBe(202);
  return z.object({ executionId: z.string() }).parse(started.body).executionId;
};

const readExecution = async (server: LocalProcess, executionId: string) =>
  executionViewSchema.parse((await server.request('GET', `/api/executions/${executionId}`)).body);

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const untilEnd = async (server: LocalProcess, executionId: string) => {
  for (;;) {
    const execution = await readExecution(server, executionId);
    if (isFinalExecution(execution.status)) return execution;
    await pause(100);
  }
};

const journalLine = z.object({
  kind: z.string(),
  job: z.object({ type: z.string(), participants: z.array(z.object({ sourceServerId: z.string() })) }).optional(),
});

/** The servers of every LAUNCH job that DRS was made to start, from the simulator's own journal. */
const launchedByDrs = (folder: string): string[][] =>
  readFileSync(join(folder, 'simulator', 'journal.jsonl'), 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => journalLine.parse(JSON.parse(line)))
    .flatMap(({ job }) =>
      job?.type === 'LAUNCH' ? [job.participants.map((server) => server.sourceServerId).sort()] : [],
    );

/** What must be the same with and without crashes; times and ids may differ. */
const outcome = (execution: z.infer<typeof executionViewSchema>) => ({
  status: execution.status,
  statusReason: execution.statusReason,
  waves: execution.waves.map(({ waveName, status, statusReason, launchedCount, failedCount }) => ({
    waveName,
    status,
    statusReason,
    launchedCount,
    failedCount,
  })),
});

/** A small generator for the moments of the kills: the same seed, the same moments. */
const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
};

test(`killed ${KILLS} times at random moments, a drill ends as it would have, and no server is launched twice (seed ${SEED})`, {
  timeout: 120_000,
}, async () => {
  const quietFolder = newFolder();
  const quiet = await startLocalProcess(quietFolder, SPEED);
  const undisturbed = await untilEnd(quiet, await startDrill(quiet));
  await quiet.kill();

  const random = randomFrom(SEED);
  const folder = newFolder();
  let server = await startLocalProcess(folder, SPEED_WHILE_KILLED);
  const executionId = await startDrill(server);
  const statusesAtKill: string[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    await pause(random() * 700);
    statusesAtKill.push((await readExecution(server, executionId)).status);
    await server.kill();
    server = await startLocalProcess(folder, kill + 1 < KILLS ? SPEED_WHILE_KILLED : SPEED);
  }
  const end = await untilEnd(server, executionId);
  await server.kill();

  expect(statusesAtKill.filter((status) => status === 'POLLING').length).toBeGreaterThanOrEqual(5);
  expect(outcome(end)).toEqual(outcome(undisturbed));
  expect(end.status).toBe('COMPLETED');
  const jobs = launchedByDrs(folder);
  expect(jobs.flat().length).toBe(new Set(jobs.flat()).size);
  expect(jobs).toEqual(launchedByDrs(quietFolder));
});
