/**
 * `npm run load`: 10,000 stored executions and 200 that run with 20 servers each, on what `npm start` runs; 1,000 reads a
 * second for a minute, then the same with a SIGKILL in the middle while plans are saved. Prints latencies, errors, memory
 * over time, how late turns are, whether anything acknowledged was lost, and whether what ran goes on to its end. Fails for
 * what `load/judge.ts` calls hard.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { z } from 'zod';
import { openDataFolder } from '../src/adapters/sqlite/data-folder.ts';
import { openSqliteItemStore } from '../src/adapters/sqlite/item-store.ts';
import { makeEstate } from '../src/simulator/estate/make-estate.ts';
import { serveSimulator } from '../src/simulator/node/serve.ts';
import { judgeLoad, verdictText } from './load/judge.ts';
import { type Lateness, latenessOf } from './load/lateness.ts';
import { loadEstate, wrongOption } from './load/options.ts';
import { type LoadedServer, startLoadedServer, startSpinningServer } from './load/server.ts';
import { type ReadFigures, type ReadKind, readSteadily } from './load/steady-reads.ts';
import { storeExecutions } from './load/stored-executions.ts';
import { readOptions, stop } from './options.ts';

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
const SERVERS_EACH = 20;
const { accountIds, regions, places } = loadEstate;
const load = (): string => `load average ${loadavg()[0]?.toFixed(1)}`;
const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const data = mkdtempSync(join(tmpdir(), 'breakwater-load-'));
const idsSchema = z.object({ results: z.array(z.object({ id: z.string() })) });
const startedSchema = z.object({ executionId: z.string() });

/** The estate stays in the simulator's journal; the server finds it there. */
const makeWorld = async (): Promise<void> => {
  const estateFile = join(data, 'estate.json');
  const estate = makeEstate({ servers: running * SERVERS_EACH, accountIds, regions, durations: 'realistic' });
  writeFileSync(estateFile, JSON.stringify(estate));
  const served = await serveSimulator({ port: 0, speed: 1, estateFile, dataFolder: join(data, 'simulator') });
  await served.close();
  const folder = openDataFolder(data);
  const store = openSqliteItemStore({ path: folder.databasePath });
  await storeExecutions(store, Number(values.stored));
  store.close();
  folder.close();
};

const hostname = (number: number): string => `server-${String(number).padStart(4, '0')}`;

const startOne = async (server: LoadedServer, number: number): Promise<string> => {
  const placeNumber = number % places.length;
  const place = places[placeNumber];
  const round = Math.floor(number / places.length);
  const servers = Array.from(
    { length: SERVERS_EACH },
    (_, index) => (round * SERVERS_EACH + index) * places.length + placeNumber,
  );
  const group = {
    kind: 'ProtectionGroup',
    groupName: `load-${number}`,
    ...place,
    selection: { sourceServerIds: servers.map((server_) => sourceServerIds.get(hostname(server_)) ?? '') },
  };
  const plan = {
    kind: 'RecoveryPlan',
    planName: `load-${number}`,
    waves: [{ waveName: 'all', protectionGroups: [`load-${number}`] }],
  };
  const applied = await server.request('POST', '/api/apply', { documents: [group, plan] });
  const planId = idsSchema.parse(applied.body).results.at(-1)?.id;
  const started = await server.request('POST', '/api/executions', { planId, executionType: 'DRILL' });
  if (started.status !== 202) throw new Error(JSON.stringify(started));
  return startedSchema.parse(started.body).executionId;
};

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

const endSchema = z.object({ status: z.string(), endTime: z.string().optional() });

/** Lets the simulated time run faster until nothing is open any more. How each ended, as the record says it. */
const endsOf = async (server: LoadedServer, executionIds: readonly string[]) => {
  const body = JSON.stringify({ speed: SPEED_TO_END });
  const answer = await fetch(`${server.simulatorUrl}/_control/clock`, { method: 'POST', body });
  if (!answer.ok) throw new Error(await answer.text());
  const giveUpMs = Date.now() + MINUTES_TO_END * 60_000;
  while ((await lateness(0)).openCount > 0 && Date.now() < giveUpMs) await wait(1000);
  const ends: z.infer<typeof endSchema>[] = [];
  for (const id of executionIds)
    ends.push(endSchema.parse((await server.request('GET', `/api/executions/${id}`)).body));
  return ends;
};

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

type Told = Omit<ReadFigures, 'sentLateP99Milliseconds'>;

const told = (name: string, figures: Told): void => {
  const { p50Milliseconds: p50, p99Milliseconds: p99, maxMilliseconds: max } = figures;
  const { total, errors, timeouts, non2xx } = figures;
  const [p50Text, p99Text, maxText] = [p50, p99, max].map((each) => each.toPrecision(3));
  print(
    `${name}: ${total}, p50 ${p50Text} ms, p99 ${p99Text} ms, max ${maxText} ms, ${errors} errors, ${timeouts} time-outs, ${non2xx} not 2xx`,
  );
};

try {
  print(load());
  await makeWorld();
  print(`${values.stored} executions stored`);
  let server = await startLoadedServer(data, 0);
  await readServers(server);
  const executionIds: string[] = [];
  for (let number = 0; number < running; number += 1) executionIds.push(await startOne(server, number));
  print(
    `${executionIds.length} executions with ${SERVERS_EACH} servers each run in ${places.length} places; ${server.memoryMB()} MB`,
  );

  const memory: number[] = [];
  const late: number[] = [];
  const stopWatching = watchEvery5Seconds(async () => {
    memory.push(server.memoryMB());
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
  print(`memory over time, MB: ${memory.join(' ')}`);
  print(`turns late by at most, s: ${late.map((each) => each.toFixed(1)).join(' ')}`);
  print(load());

  const [oneInBursts, mixedInBursts] = await inBursts(server, executionIds, Math.min(10, seconds));
  print(`the reads of each second all at once, over 25 connections:`);
  told('GET /api/executions/{id}', oneInBursts);
  told('lists, servers, events, plans', mixedInBursts);

  const acknowledged: string[] = [];
  const { port } = new URL(server.url);
  let isWriting = true;
  const write = async (): Promise<void> => {
    for (let number = 0; isWriting; number += 1) {
      const name = `written-${number}`;
      const documents = [
        { kind: 'RecoveryPlan', planName: name, waves: [{ waveName: 'all', protectionGroups: ['load-0'] }] },
      ];
      const answer = await server.request('POST', '/api/apply', { documents }).catch(() => undefined);
      const id = answer?.status === 200 ? idsSchema.parse(answer.body).results.at(-1)?.id : undefined;
      if (id !== undefined) acknowledged.push(id);
      await wait(20);
    }
  };
  const writing = write();
  const reading = inBursts(server, executionIds, seconds);
  await wait((seconds * 1000) / 2);
  const beforeKill = acknowledged.length;
  const { openCount: ranAtKill } = await lateness(0);
  await server.kill();
  const killed = performance.now();
  server = await startLoadedServer(data, Number(port));
  const downSeconds = (performance.now() - killed) / 1000;
  const restartedMs = Date.now();
  const lateAfterKill: number[] = [];
  const stopWatchingAgain = watchEvery5Seconds(async () => {
    lateAfterKill.push((await lateness(restartedMs)).lateSeconds);
  });
  const [oneKilled, mixedKilled] = await reading;
  isWriting = false;
  await writing;
  await stopWatchingAgain();
  let lost = 0;
  for (const id of acknowledged)
    if ((await server.request('GET', `/api/recovery-plans/${id}`)).status !== 200) lost += 1;
  for (const id of executionIds) if ((await server.request('GET', `/api/executions/${id}`)).status !== 200) lost += 1;
  print(`with a SIGKILL in the middle (${downSeconds.toFixed(1)} s until it answered again):`);
  told('GET /api/executions/{id}', oneKilled);
  told('lists, servers, events, plans', mixedKilled);
  print(
    `${acknowledged.length} saves acknowledged (${beforeKill} before the kill), ${executionIds.length} executions: ${lost} lost`,
  );
  print(`turns late by at most after it, s: ${lateAfterKill.map((each) => each.toFixed(1)).join(' ')}`);
  const ends = await endsOf(server, executionIds);
  const unended = ends.filter(({ endTime }) => endTime === undefined).length;
  const statuses = Map.groupBy(ends, ({ status }) => status);
  print(
    `${ranAtKill} ran when it was killed; in the end: ${[...statuses].map(([status, own]) => `${own.length} ${status}`).join(', ')}`,
  );
  await server.kill();
  const verdicts = judgeLoad({
    errors: one.errors + mixed.errors,
    timeouts: one.timeouts + mixed.timeouts,
    non2xx: one.non2xx + mixed.non2xx,
    lost,
    savedBeforeKill: beforeKill,
    memoryMegabytes: memory,
    lateSeconds: late,
    lateSecondsAfterKill: lateAfterKill,
    // Nothing could go on.
    unended: ranAtKill === 0 ? Number.NaN : unended,
    p99Milliseconds: one.p99Milliseconds,
  });
  for (const verdict of verdicts) print(verdictText(verdict));
  process.exitCode = verdicts.some(({ isMet, isHard }) => isHard && !isMet) ? 1 : 0;
} finally {
  rmSync(data, { recursive: true, force: true });
}
