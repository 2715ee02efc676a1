/**
 * `npm run load`: 10,000 stored executions and 200 that run with 20 servers each in two waves, on what `npm start` runs;
 * 1,000 reads a second for a minute, then the same with a SIGKILL in the middle, while plans are saved and changed and
 * drills started, cancelled and resumed. Prints latencies, errors, memory over time, how late turns are, whether anything
 * acknowledged was lost, and whether what ran goes on to its end. Fails for what `load/judge.ts` calls hard.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { z } from 'zod';
import { openDataFolder } from '../src/adapters/sqlite/data-folder.ts';
import { openSqliteItemStore } from '../src/adapters/sqlite/item-store.ts';
import { type ApiClient, createClient } from '../src/api/client.ts';
import type { Result } from '../src/api/exchange.ts';
import type { ExecutionView } from '../src/domain/model/execution-view.ts';
import { makeEstate } from '../src/simulator/estate/make-estate.ts';
import { serveSimulator } from '../src/simulator/node/serve.ts';
import { type AsidePlan, asideCounts, askAround, askedKinds } from './load/asked-around-kill.ts';
import { judgeLoad, verdictText } from './load/judge.ts';
import { type Lateness, latenessOf } from './load/lateness.ts';
import { lostOf, startedTwice } from './load/lost.ts';
import { loadEstate, wrongOption } from './load/options.ts';
import { asidePlan, runningGroupName, runningPlan, SERVERS_EACH } from './load/plans.ts';
import { killStarted, type LoadedServer, startLoadedServer, startSpinningServer } from './load/server.ts';
import { type ReadFigures, type ReadKind, readSteadily } from './load/steady-reads.ts';
import { storeExecutions } from './load/stored-executions.ts';
import { readOptions, stop } from './options.ts';
import { removeTemporaryFilesAtExit } from './temporary-files.ts';

const usage = `npm run load -- [options]
  --seconds N   for so long reads come at their rate, and again with a SIGKILL in the middle (60)
  --stored N    executions that are over (10000)
  --running N   executions that run, with 20 servers each; a multiple of the ${loadEstate.places.length} places (200)
  --rate N      reads a second (1000)
`;
const values = readOptions(usage, {
  seconds: { type: 'string', default: '60' },
  stored: { type: 'string', default: '10000' },
  running: { type: 'string', default: '200' },
  rate: { type: 'string', default: '1000' },
});
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const wrong = wrongOption(values);
if (wrong !== undefined) stop(`${wrong}\n`, 2);
const seconds = Number(values.seconds);
const running = Number(values.running);
const rate = Number(values.rate);
const { accountIds, regions, places } = loadEstate;
const load = (): string => `load average ${loadavg()[0]?.toFixed(1)}`;
const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

removeTemporaryFilesAtExit(killStarted);
const data = mkdtempSync(join(tmpdir(), 'breakwater-load-'));

/** The estate stays in the simulator's journal; the server finds it there. */
const makeWorld = async (): Promise<void> => {
  const estateFile = join(data, 'estate.json');
  const servers = running * SERVERS_EACH + ASIDE;
  const estate = makeEstate({ servers, accountIds, regions, durations: 'realistic' });
  writeFileSync(estateFile, JSON.stringify(estate));
  const served = await serveSimulator({ port: 0, speed: 1, estateFile, dataFolder: join(data, 'simulator') });
  await served.close();
  const folder = openDataFolder(data);
  const store = openSqliteItemStore({ path: folder.databasePath });
  await storeExecutions(store, Number(values.stored));
  store.close();
  folder.close();
};

const ASIDE = asideCounts.starts + asideCounts.cancels + asideCounts.resumes;

const hostname = (number: number): string => `server-${String(number).padStart(4, '0')}`;

const sourceServerIds = new Map<string, string>();
const pageSchema = z.object({
  items: z.array(z.object({ sourceServerId: z.string(), hostname: z.string() })),
  next: z.string().optional(),
});

const readServers = async (server: LoadedServer): Promise<void> => {
  await server.request('POST', '/api/inventory/refresh', {});
  for (const { accountId, region } of places) {
    let after = '';
    do {
      const path = `/api/source-servers?accountId=${accountId}&region=${region}&limit=100${after}`;
      const page = pageSchema.parse((await server.request('GET', path)).body);
      for (const each of page.items) sourceServerIds.set(each.hostname, each.sourceServerId);
      after = page.next === undefined ? '' : `&after=${encodeURIComponent(page.next)}`;
    } while (after !== '');
  }
};

const serverId = (number: number): string => sourceServerIds.get(hostname(number)) ?? '';

const clientOf = ({ url, token }: LoadedServer): ApiClient => createClient({ baseUrl: url, token, fetch });

const answerOf = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
};

/** Saves its groups, and then itself: the last of the documents. */
const applyPlan = async (client: ApiClient, documents: readonly object[]): Promise<AsidePlan> => {
  const plan = answerOf(await client.apply(documents)).results.at(-1);
  if (plan === undefined) throw new Error('no document of a plan');
  return { planId: plan.id, planName: plan.name };
};

const startPlan = async (client: ApiClient, { planId, planName }: AsidePlan): Promise<string> =>
  answerOf(await client.start({ planId, executionType: 'DRILL' }, `load-${planName}`)).executionId;

const startRunning = async (client: ApiClient): Promise<readonly string[]> => {
  const executionIds: string[] = [];
  for (let number = 0; number < running; number += 1)
    executionIds.push(await startPlan(client, await applyPlan(client, runningPlan(number, serverId))));
  return executionIds;
};

/** The plans kept aside, and of those with a gate an execution each that waits there. */
const prepareAside = async (client: ApiClient) => {
  const { starts, cancels } = asideCounts;
  const toStart: AsidePlan[] = [];
  const atGate: string[] = [];
  for (let number = 0; number < ASIDE; number += 1) {
    const hasGate = number >= starts;
    const plan = await applyPlan(client, asidePlan(number, running, hasGate, serverId));
    if (hasGate) atGate.push(await startPlan(client, plan));
    else toStart.push(plan);
  }
  return { toStart, toCancel: atGate.slice(0, cancels), toResume: atGate.slice(cancels) };
};

/** Read from the store, past the server. */
const lateness = async (runningSinceMs: number): Promise<Lateness> => {
  const store = openSqliteItemStore({ path: join(data, 'breakwater.sqlite') });
  try {
    return await latenessOf(store, Date.now(), runningSinceMs);
  } finally {
    store.close();
  }
};

/** A reading each few seconds, until it is stopped. */
const watchEvery5Seconds = (read: () => Promise<void>): (() => Promise<void>) => {
  let isWatching = true;
  const watch = async (): Promise<void> => {
    while (isWatching) {
      await read();
      await wait(5000);
    }
  };
  const watching = watch();
  return () => {
    isWatching = false;
    return watching;
  };
};

const SPEED_TO_END = 60;
const MINUTES_TO_END = 10;
/** Before the kill, of each kind of request. */
const ACKNOWLEDGED_OF_EACH = 3;

/** Lets the simulated time run faster until nothing is open any more. */
const runToEnds = async (server: LoadedServer): Promise<void> => {
  const body = JSON.stringify({ speed: SPEED_TO_END });
  const answer = await fetch(`${server.simulatorUrl}/_control/clock`, { method: 'POST', body });
  if (!answer.ok) throw new Error(await answer.text());
  const giveUpMs = Date.now() + MINUTES_TO_END * 60_000;
  while ((await lateness(0)).openCount > 0 && Date.now() < giveUpMs) await wait(1000);
};

type Execution = Partial<Pick<ExecutionView, 'endTime' | 'waves'>> & { readonly status: string };

/** As the record has them now. */
const readAll = async (client: ApiClient, executionIds: readonly string[]): Promise<readonly Execution[]> => {
  const executions: Execution[] = [];
  for (const id of executionIds) {
    const read = await client.getExecution(id);
    executions.push(read.ok ? read.value : { status: 'NOT IN THE RECORD' });
  }
  return executions;
};

const statusesOf = (executions: readonly Execution[]): string =>
  [...Map.groupBy(executions, ({ status }) => status)].map(([status, own]) => `${own.length} ${status}`).join(', ');

const idsOf = (of: readonly { readonly executionId: string }[]): readonly string[] =>
  of.map(({ executionId }) => executionId);

const isAfter = (time: string | undefined, ms: number): boolean => time !== undefined && Date.parse(time) > ms;

const kindsOf = (executionIds: readonly string[]): readonly [ReadKind, ReadKind] => {
  const path = (suffix: string) => executionIds.map((id) => `/api/executions/${id}${suffix}`);
  const often = (address: string) => Array.from({ length: 25 }, () => address);
  return [
    { ratePerSecond: Math.round(rate * 0.4), paths: path('') },
    {
      ratePerSecond: Math.round(rate * 0.6),
      paths: [
        ...path('/servers?limit=20').slice(0, 50),
        ...path('/events?limit=20').slice(0, 50),
        ...often('/api/executions?limit=20'),
        ...often('/api/recovery-plans?limit=20'),
      ],
    },
  ];
};

/** What this machine makes of reads that cost as much CPU as ours and wait for nothing: no disk, no garbage, no polls. */
const ofSpinning = async (executionIds: readonly string[], spinMilliseconds: number): Promise<ReadFigures> => {
  const spinning = await startSpinningServer(spinMilliseconds);
  const [one] = await steadily({ url: spinning.url, headers: {} }, executionIds);
  spinning.kill();
  return one;
};

const steadily = ({ url, headers }: Pick<LoadedServer, 'url' | 'headers'>, executionIds: readonly string[]) => {
  const [one, mixed] = kindsOf(executionIds);
  return Promise.all([
    readSteadily({ url, headers, seconds, seed: 1 }, one),
    readSteadily({ url, headers, seconds, seed: 2 }, mixed),
  ]);
};

/** The reads of each second back to back, over 25 connections. */
const inBursts = async ({ url, headers }: LoadedServer, executionIds: readonly string[], duration: number) => {
  const burst = async ({ ratePerSecond, paths }: ReadKind, connections: number): Promise<Told> => {
    const requests = paths.map((path) => ({ method: 'GET', path }) as const);
    const result = await autocannon({ url, headers, duration, connections, overallRate: ratePerSecond, requests });
    const { latency, requests: made, errors, timeouts, non2xx } = result;
    const { p50, p99, max } = latency;
    const told = { p50Milliseconds: p50, p99Milliseconds: p99, maxMilliseconds: max };
    return { ...told, total: made.total, errors, timeouts, non2xx };
  };
  const [one, mixed] = kindsOf(executionIds);
  return Promise.all([burst(one, 10), burst(mixed, 15)]);
};

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

type Told = Omit<ReadFigures, 'sentLateP99Milliseconds'>;

const told = (name: string, figures: Told): void => {
  const { p50Milliseconds: p50, p99Milliseconds: p99, maxMilliseconds: max } = figures;
  const { total, errors, timeouts, non2xx } = figures;
  const [p50Text, p99Text, maxText] = [p50, p99, max].map((each) => each.toPrecision(3));
  print(
    `${name}: ${total}, p50 ${p50Text} ms, p99 ${p99Text} ms, max ${maxText} ms, ${errors} errors, ${timeouts} time-outs, ${non2xx} not 2xx`,
  );
};

print(load());
await makeWorld();
print(`${values.stored} executions stored`);
let server = await startLoadedServer(data, 0);
await readServers(server);
const executionIds = await startRunning(clientOf(server));
print(
  `${executionIds.length} executions with ${SERVERS_EACH} servers each in two waves run in ${places.length} places; ${server.memoryMB()} MB`,
);

const memory: number[] = [];
const late: number[] = [];
const readMemory = async (): Promise<void> => void memory.push(server.memoryMB());
const stopWatching = watchEvery5Seconds(async () => {
  await readMemory();
  late.push((await lateness(0)).lateSeconds);
});
const cpuBefore = server.cpuSeconds();
const [one, mixed] = await steadily(server, executionIds);
const cpuMilliseconds = ((server.cpuSeconds() - cpuBefore) * 1000) / (one.total + mixed.total);
await stopWatching();
print(`${rate} reads a second for ${seconds} s:`);
told('GET /api/executions/{id}', one);
told('lists, servers, events, plans', mixed);
print(`of these latencies the reader's own delay: p99 ${one.sentLateP99Milliseconds.toPrecision(3)} ms`);
const spinning = await ofSpinning(executionIds, cpuMilliseconds);
told(
  `the same of a server that only spins, for the ${cpuMilliseconds.toFixed(2)} ms of CPU that ours took a read`,
  spinning,
);
print(`turns late by at most, s: ${late.map((each) => each.toFixed(1)).join(' ')}`);
print(load());

const stopReadingMemory = watchEvery5Seconds(readMemory);
const [oneInBursts, mixedInBursts] = await inBursts(server, executionIds, Math.min(10, seconds));
print(`the reads of each second all at once, over 25 connections:`);
told('GET /api/executions/{id}', oneInBursts);
told('lists, servers, events, plans', mixedInBursts);

const quiet = [one, mixed, oneInBursts, mixedInBursts];
const { port } = new URL(server.url);
const client = clientOf(server);
const aside = await prepareAside(client);
const reading = inBursts(server, executionIds, seconds);
await wait((seconds * 1000) / 2);
await stopReadingMemory();
print(`memory over time, while it is read and until the kill, MB: ${memory.join(' ')}`);
const asking = askAround({ client, groupName: runningGroupName(0, 'first'), ...aside });
// The kill follows an acknowledgement at once, in the middle of what is asked.
await asking.until(ACKNOWLEDGED_OF_EACH);
const beforeKill = asking.counts();
const killedMs = Date.now();
await server.kill();
server = await startLoadedServer(data, Number(port));
const restartedMs = Date.now();
const downSeconds = (restartedMs - killedMs) / 1000;
const lateAfterKill: number[] = [];
const stopWatchingAgain = watchEvery5Seconds(async () => {
  lateAfterKill.push((await lateness(restartedMs)).lateSeconds);
});
const [oneKilled, mixedKilled] = await reading;
await asking.stop();
await stopWatchingAgain();
const { acknowledged } = asking;
const lost = await lostOf(client, acknowledged);
const twice = await startedTwice(client, acknowledged);
print(`with a SIGKILL in the middle (${downSeconds.toFixed(1)} s until it answered again):`);
told('GET /api/executions/{id}', oneKilled);
told('lists, servers, events, plans', mixedKilled);
print('of these, errors are what was asked while it was dead: they are expected, and not judged');
for (const kind of askedKinds) {
  const count = acknowledged[kind].length;
  print(`${kind} around the kill: ${count} acknowledged (${beforeKill[kind]} before it), ${lost[kind]} lost`);
}
print(`turns late by at most after it, s: ${lateAfterKill.map((each) => each.toFixed(1)).join(' ')}`);
await runToEnds(server);
const ran = await readAll(client, executionIds);
const { starts, resumes, cancels } = acknowledged;
const launched = await readAll(client, idsOf([...starts, ...resumes]));
const cancelled = await readAll(client, idsOf(cancels));
const ranAtKill = ran.filter(({ endTime }) => endTime === undefined || isAfter(endTime, killedMs)).length;
const wavesAfterKill = ran
  .flatMap(({ waves = [] }) => waves.slice(1))
  .filter(({ startTime }) => isAfter(startTime, killedMs)).length;
print(
  `${ranAtKill} ran when it was killed, ${wavesAfterKill} second waves started after it; in the end: ${statusesOf(ran)}`,
);
print(`of what was started, resumed and cancelled around it: ${statusesOf([...launched, ...cancelled])}`);
await server.kill();
const verdicts = judgeLoad({
  errors: sum(quiet.map(({ errors }) => errors)),
  timeouts: sum(quiet.map(({ timeouts }) => timeouts)),
  non2xx: sum([...quiet, oneKilled, mixedKilled].map(({ non2xx }) => non2xx)),
  asked: askedKinds.map((kind) => ({ kind, acknowledgedBeforeKill: beforeKill[kind], lost: lost[kind] })),
  startedTwice: twice,
  memoryMegabytes: memory,
  lateSeconds: late,
  lateSecondsAfterKill: lateAfterKill,
  ranAtKill,
  wavesAfterKill,
  ends: [
    ...[...ran, ...launched].map((execution) => ({ ...execution, wanted: 'COMPLETED' as const })),
    ...cancelled.map((execution) => ({ ...execution, wanted: 'CANCELLED' as const })),
  ],
  p99Milliseconds: one.p99Milliseconds,
});
for (const verdict of verdicts) print(verdictText(verdict));
process.exitCode = verdicts.some(({ isMet, isHard }) => isHard && !isMet) ? 1 : 0;
