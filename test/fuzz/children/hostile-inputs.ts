/**
 * Hostile inputs, other ones in each round, to everything that takes some: a process of its own, with little memory. Says
 * which input it is at, and at last, for each kind, how much more of the heap is in use after all rounds than after the
 * first, in megabytes.
 *
 * Arguments: rounds [leak]. `leak` keeps a note of each text, by its content, as a cache without a bound would.
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
import { tell } from '../support/answer-parent.ts';
import { seed, spoiled } from '../support/hostile.ts';
import { drsEvent, hostileCall } from '../support/hostile-call.ts';
import { spoiledPlanFile } from '../support/spoiled-plan-file.ts';
import { modelledOperations } from '../support/valid-call.ts';

const [rounds = '2', leak] = process.argv.slice(2);
const SAMPLES = 100;
/** So much longer is each input by what says nothing: who keeps it, keeps that. */
const PADDING = 12_000;

const clock = createVirtualClock({ settlePasses: 2 });
const simulator = createSimulator({ seed: 1, now: clock.nowMs, estate: makeEstate({ servers: 5 }) });
// What is saved is SQLite's, not the heap's.
const store = await openSqliteInMemory(clock);
const { call, rig } = setUpApi({}, { beside: { clock, simulator, store, strangersJobIds: new Set() } });

const document: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', '..', openApiPath), 'utf8'));
const { operations, definitions } = readOpenApi(document);
const requests = fc
  .constantFrom(...operations.filter(({ requestBody }) => requestBody !== undefined))
  .chain((operation) => {
    const schema = operation.requestBody?.content['application/json']?.schema ?? {};
    return fc.tuple(fc.constant(operation), spoiled(allowed(schema, definitions)));
  });
// What changes the simulated world is kept in it, as AWS keeps it.
const reads = modelledOperations.filter(({ operation }) => /^(Describe|Get|List)/.test(operation));

const kept = new Map<string, number>();
/** The same text in memory of its own, as it comes from a socket. */
const received = (text: string): string => {
  const copy = Buffer.from(text).toString('utf8');
  if (leak !== undefined) kept.set(copy, kept.size);
  return copy;
};

/** No two inputs are padded alike: a cache finds none of them again. */
let inputs = 0;
const padded = (text: string, filler: string): string => text + filler.repeat(PADDING + inputs);
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Draws its inputs, and takes each to where it goes. */
const kindOf =
  <T>(arbitrary: fc.Arbitrary<T>, take: (input: T) => unknown) =>
  async (name: string, roundSeed: number): Promise<void> => {
    for (const [index, input] of fc.sample(arbitrary, { seed: roundSeed, numRuns: SAMPLES }).entries()) {
      inputs += 1;
      const head = (JSON.stringify(input) ?? '').slice(0, 300);
      await tell({ at: `${name}, number ${index} of the ${SAMPLES} of seed ${roundSeed}: ${head}` });
      await take(input);
    }
  };

const kinds = {
  requests: kindOf(requests, ([{ method, path }, body]) =>
    call(method, path.replaceAll(/\{\w+\}/g, 'x'), received(padded(JSON.stringify(body) ?? 'null', ' '))),
  ),
  planFiles: kindOf(spoiledPlanFile, (text) => parsePlanFile(received(padded(`${text}\n#`, '-')))),
  calls: kindOf(fc.constantFrom(...reads).chain(hostileCall), ({ request, authorization }) => {
    const body = received(padded(request.body, /^\s*[[{]/.test(request.body) ? ' ' : '&'));
    return simulator.exchange({ ...request, body }, authorization);
  }),
  events: kindOf(spoiled(fc.constant(drsEvent)), (event) => {
    const noted = isObject(event) ? { ...event, note: padded('', 'x') } : event;
    const own: unknown = JSON.parse(received(JSON.stringify(noted) ?? 'null'));
    readInvocation(own);
    return rig.engine.hearDrsEvent(own);
  }),
};

const heapMegabytes = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
};

const grownMegabytes: Record<string, number> = {};
for (const [name, round] of Object.entries(kinds)) {
  kept.clear();
  await round(name, seed);
  const before = heapMegabytes();
  for (let number = 1; number < Number(rounds); number += 1) await round(name, seed + number);
  grownMegabytes[name] = heapMegabytes() - before;
}
await tell({ inputs, grownMegabytes });
process.disconnect();
