/**
 * Hostile inputs, again and again, to everything that takes some: a process of its own, with little memory. Prints how
 * much more of the heap is in use after all rounds than after the first, in megabytes.
 *
 * Arguments: rounds [leak]. `leak` keeps every text, as what is wrong would.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parsePlanFile } from '../../../src/cli/plan-file/parse-plan-file.ts';
import { readInvocation } from '../../../src/entry/lambda/invocation.ts';
import { makeEstate } from '../../../src/simulator/estate/make-estate.ts';
import { createSimulator } from '../../../src/simulator/simulator.ts';
import { openApiPath } from '../../../tools/generate/documents.ts';
import { setUpApi } from '../../api/set-up.ts';
import { readOpenApi } from '../../api/support/open-api.ts';
import { allowed } from '../../api/support/schema-arbitrary.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';
import { openSqliteInMemory } from '../../support/virtual-sqlite.ts';
import { seed, spoiled } from '../support/hostile.ts';
import { drsEvent, hostileCall } from '../support/hostile-call.ts';
import { spoiledPlanFile } from '../support/spoiled-plan-file.ts';
import { modelledOperations } from '../support/valid-call.ts';

const [rounds = '2', leak] = process.argv.slice(2);
const SAMPLES = 100;
const sampled = <T>(arbitrary: fc.Arbitrary<T>): readonly T[] => fc.sample(arbitrary, { seed, numRuns: SAMPLES });

const clock = createVirtualClock({ settlePasses: 2 });
const simulator = createSimulator({ seed: 1, now: clock.nowMs, estate: makeEstate({ servers: 5 }) });
// What is saved is SQLite's, not the heap's.
const store = await openSqliteInMemory(clock);
const { call, rig } = setUpApi({}, { beside: { clock, simulator, store, strangersJobIds: new Set() } });

const document: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', '..', openApiPath), 'utf8'));
const { operations, definitions } = readOpenApi(document);
const requests = sampled(
  fc.constantFrom(...operations.filter(({ requestBody }) => requestBody !== undefined)).chain((operation) => {
    const schema = operation.requestBody?.content['application/json']?.schema ?? {};
    return fc.tuple(fc.constant(operation), spoiled(allowed(schema, definitions)));
  }),
);
const planFiles = sampled(spoiledPlanFile);
// What changes the simulated world is kept in it, as AWS keeps it.
const reads = modelledOperations.filter(({ operation }) => /^(Describe|Get|List)/.test(operation));
const calls = sampled(fc.constantFrom(...reads).chain(hostileCall));
const events = sampled(spoiled(fc.constant(drsEvent)));

const kept: string[] = [];
/** The same text in memory of its own, as it comes from a socket. */
const received = (text: string): string => {
  const copy = Buffer.from(text).toString('utf8');
  if (leak !== undefined) kept.push(copy);
  return copy;
};

const round = async (): Promise<void> => {
  for (const [{ method, path }, body] of requests) {
    await call(method, path.replaceAll(/\{\w+\}/g, 'x'), received(JSON.stringify(body) ?? 'null'));
  }
  for (const text of planFiles) parsePlanFile(received(text));
  for (const { request, authorization } of calls) {
    await simulator.exchange({ ...request, body: received(request.body) }, authorization);
  }
  for (const event of events) {
    const own: unknown = JSON.parse(received(JSON.stringify(event) ?? 'null'));
    readInvocation(own);
    await rig.engine.hearDrsEvent(own);
  }
};

const heapMegabytes = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
};

await round();
const before = heapMegabytes();
for (let number = 1; number < Number(rounds); number += 1) await round();
process.stdout.write(
  JSON.stringify({ inputs: 4 * SAMPLES * Number(rounds), grownMegabytes: heapMegabytes() - before }),
);
