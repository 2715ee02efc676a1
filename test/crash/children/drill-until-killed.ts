/**
 * A drill in a process of its own, on a real SQLite file and the simulator's real journal, in virtual time: at the write
 * or call of a given number the process kills itself, really (SIGKILL), before it is made or after. Without a number it
 * goes on from what the dead one left, to the end, and prints what came of it.
 *
 * Arguments: folder drill [number before|after]; the drill by its number.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteItemStore } from '../../../src/adapters/sqlite/item-store.ts';
import { readExecution } from '../../../src/engine/store/execution-reader.ts';
import { type MakeEstateOptions, makeEstate } from '../../../src/simulator/estate/make-estate.ts';
import { openFileJournal } from '../../../src/simulator/node/file-journal.ts';
import { createSimulator } from '../../../src/simulator/simulator.ts';
import { finalStatuses } from '../../domain/checkers/statuses.ts';
import { answerQuietly } from '../../simulation/support/answers-at-rest.ts';
import { createRig, HOME_ACCOUNT, OTHER_ACCOUNT, type Rig } from '../../support/rig.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';
import { underVirtualTime } from '../../support/virtual-sqlite.ts';
import { realDrills } from '../support/drills.ts';

const [folder = '', drill = '0', atCall = '0', when = 'before'] = process.argv.slice(2);
const night = realDrills[Number(drill)]?.nightWith([]);
if (night === undefined) throw new Error(`bug: no drill ${drill}`);
const { seed, places, servers, plans, quiet = { failing: [], answers: ['go on'] } } = night;

/** Over after few looks: a drill of few calls. What is cancelled in flight is in flight still when a lost job was found again. */
const durations = {
  jobStart: [1, 1],
  snapshot: [10, 10],
  conversion: quiet.inFlight === 'cancel' ? [120, 120] : [20, 20],
  launch: [10, 10],
  jobEnd: [2, 2],
} satisfies MakeEstateOptions['durations'];
/** A server of this name never comes up. */
const failing = { tags: { Name: 'fail-launch-server' } };

const clockFile = join(folder, 'clock');

const clock = createVirtualClock({
  settlePasses: 1,
  ...(existsSync(clockFile) ? { start: readFileSync(clockFile, 'utf8') } : {}),
});
const store = openSqliteItemStore({ path: join(folder, 'store.sqlite') });
const simulator = createSimulator({
  seed,
  now: clock.nowMs,
  wait: (milliseconds) => clock.sleep(milliseconds / 1000),
  estate: makeEstate({
    servers,
    accountIds: [HOME_ACCOUNT, OTHER_ACCOUNT],
    durations,
    server: (number) => (quiet.failing.includes(number) ? failing : {}),
  }),
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
  seed: existsSync(clockFile) ? seed + 1 : seed,
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
  const waves = (plans[0]?.waves ?? []).map(({ servers: numbers, pauseBeforeWave, onFailure }) => ({
    groups: groupsOf(numbers),
    pauseBeforeWave,
    onFailure,
  }));
  const planId = await savePlan('drill', waves);
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
let isAsking = false;
await clock.runUntil(async () => {
  const state = (await readExecution(store, executionId))?.state;
  if (state === undefined) return false;
  const command = isAsking ? undefined : answerQuietly(state, quiet);
  if (command !== undefined) {
    isAsking = true;
    void rig.engine.executions.command(executionId, command, 'anna').finally(() => {
      isAsking = false;
    });
  }
  return finalStatuses.has(state.header.status);
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
