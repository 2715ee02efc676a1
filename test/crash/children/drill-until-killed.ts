/**
 * A drill in a process of its own, on a real SQLite file and the simulator's real journal, in virtual time: at the write
 * or call of a given number the process kills itself, really (SIGKILL), before it is made or after. Without a number it
 * goes on from what the dead one left, to the end, and prints what came of it.
 *
 * Arguments: folder [number before|after]
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteItemStore } from '../../../src/adapters/sqlite/item-store.ts';
import { makeEstate } from '../../../src/simulator/estate/make-estate.ts';
import { openFileJournal } from '../../../src/simulator/node/file-journal.ts';
import { createSimulator } from '../../../src/simulator/simulator.ts';
import { finalStatuses } from '../../domain/checkers/statuses.ts';
import { createRig, HOME_ACCOUNT, OTHER_ACCOUNT, type Rig } from '../../support/rig.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';
import { underVirtualTime } from '../../support/virtual-sqlite.ts';
import { durations, places, SEED, servers } from '../support/drills.ts';

const [folder = '', atCall = '0', when = 'before'] = process.argv.slice(2);
const clockFile = join(folder, 'clock');

const clock = createVirtualClock({
  settlePasses: 1,
  ...(existsSync(clockFile) ? { start: readFileSync(clockFile, 'utf8') } : {}),
});
const store = openSqliteItemStore({ path: join(folder, 'store.sqlite') });
const simulator = createSimulator({
  seed: SEED,
  now: clock.nowMs,
  wait: (milliseconds) => clock.sleep(milliseconds / 1000),
  estate: makeEstate({ servers, accountIds: [HOME_ACCOUNT, OTHER_ACCOUNT], durations }),
  journal: openFileJournal(join(folder, 'journal.jsonl')),
});

const held = underVirtualTime(store, clock);
const calls: string[] = [];

/** Dies here when this is the call, and is not heard of again. */
const counted = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
  calls.push(name);
  if (calls.length !== Number(atCall)) return work();
  writeFileSync(clockFile, clock.now());
  if (when === 'after') await work();
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => {});
};

const rig = await createRig({
  beside: { clock, simulator, store, strangersJobIds: new Set() },
  seed: existsSync(clockFile) ? SEED + 1 : SEED,
  store: { ...store, transact: (writes) => counted('write', () => held.transact(writes)) },
  binding: 'direct',
  aroundCall: counted,
});

const idOf = (number: number): string => rig.idsOf('server', places[number % 2])[number >> 1] ?? '';
const groupsOf = (numbers: readonly number[]) =>
  [...Map.groupBy(numbers, (number) => number % 2)].map(([place, own]) => ({
    ...places[place],
    servers: own.map(idOf),
  }));

/** Whoever started the drill had no answer, and asks again with the same key. */
const startDrill = async ({ savePlan, engine }: Rig): Promise<string> => {
  const planId = await savePlan('drill', [
    { groups: groupsOf([0, 1]) },
    { groups: groupsOf([2, 4]) },
    { groups: groupsOf([3, 5]), pauseBeforeWave: true },
  ]);
  const result = await clock.complete(
    engine.executions.start({
      planId,
      executionType: 'DRILL',
      initiatedBy: 'anna',
      acceptedInstanceDeletions: [],
      idempotencyKey: 'the-drill',
    }),
  );
  if (result.kind !== 'started') throw new Error(JSON.stringify(result));
  return result.executionId;
};

const repairEachMinute = (): void => {
  clock.after(60, () => void rig.engine.findAndRepair().then(repairEachMinute));
};

await rig.machine.resumeAll();
repairEachMinute();
const executionId = await startDrill(rig);
let isOpening = false;
await clock.runUntil(async () => {
  const { status, waves } = await rig.get(executionId);
  if (waves[2]?.status === 'AWAITING_APPROVAL' && !isOpening) {
    isOpening = true;
    void rig.engine.executions.command(executionId, { type: 'resume', waveNumber: 2 }, 'anna');
  }
  return finalStatuses.has(status);
}, 86_400);

const { status, statusReason, waves } = await rig.get(executionId);
const jobs = places
  .flatMap(({ accountId, region }) => simulator.jobs(accountId, region))
  .map((job) =>
    job.servers
      .map((server) => server.sourceServerId)
      .sort()
      .join(' '),
  );
process.stdout.write(
  JSON.stringify({
    calls,
    end: {
      status,
      statusReason,
      waves: waves.map((wave) => [wave.status, wave.statusReason, wave.launchedCount]),
      executions: (await rig.engine.executions.list({ limit: 10 })).items.length,
      jobs: jobs.sort(),
    },
  }),
);
process.exit(0);
