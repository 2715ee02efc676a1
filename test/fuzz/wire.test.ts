/** The simulator's wire, and DRS's events: whatever comes, there is an answer of the protocol, or a refusal. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeEstate } from '../../src/simulator/estate/make-estate.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { createRig, HOME_ACCOUNT } from '../support/rig.ts';
import { hostileValue, seed, spoiled } from './support/hostile.ts';
import { drsEvent, hostileCall, understoodCall } from './support/hostile-call.ts';
import { expectNoPollution } from './support/pollution.ts';
import { calledWorld, modelledOperations } from './support/valid-call.ts';

const runs = { seed, numRuns: 500 };
const NOT_MODELLED = 501;
/** Refusals of calls that are well written: what they name is not there, or trusts nobody. */
const nothingThere = /NotFound|DoesNotExist|InvalidInstanceId|InvalidCommandId|is not among its trusted accounts/;

test(`the simulator answers every call of each of its operations as AWS would, or says what it does not model (seed ${seed})`, async () => {
  const simulator = calledWorld();
  const statuses = new Set<number>();
  for (const modelled of modelledOperations) {
    await fc.assert(
      fc.asyncProperty(hostileCall(modelled), async ({ request, authorization }) => {
        const reply = await simulator.exchange(request, authorization);
        expect(
          reply.status === NOT_MODELLED || reply.status < 500,
          `${request.method} ${request.path.slice(0, 80)}: ${reply.status} ${reply.body.slice(0, 200)}`,
        ).toBe(true);
        statuses.add(reply.status);
      }),
      { seed, numRuns: 10, examples: [[understoodCall(modelled)]] },
    );
  }
  const { counts } = simulator.calls();
  const unreached = modelledOperations.filter(
    ({ service, operation }) => counts[`${service}:${operation}`] === undefined,
  );
  expect(unreached).toEqual([]);
  expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 404]));
  expectNoPollution();
});

test('the calls that are spoiled are valid before: none is refused for how it is written', async () => {
  const simulator = calledWorld();
  const refused: string[] = [];
  for (const modelled of modelledOperations) {
    const { request, authorization } = understoodCall(modelled);
    const { status, headers, body } = await simulator.exchange(request, authorization);
    const said = `${modelled.operation}: ${headers['x-amzn-errortype'] ?? ''} ${body}`;
    if (status >= 300 && !nothingThere.test(said)) refused.push(said);
  }
  expect(refused).toEqual([]);
});

test('a request with hundreds of thousands of members, or of wildcards, is answered like any other', async () => {
  const simulator = createSimulator({ seed: 1, estate: makeEstate({ servers: 5 }) });
  const authorization = 'AWS4-HMAC-SHA256 Credential=AKIAHOME/20261102/us-east-1/ec2/aws4_request';
  const ask = (members: readonly string[]) => {
    const body = ['Action=DescribeInstances', ...members].join('&');
    return simulator.exchange({ method: 'POST', path: '/', search: '', body, target: null }, authorization);
  };
  const ids = await ask(Array.from({ length: 150_000 }, (_, index) => `InstanceId.${index + 1}=i-${index}`));
  expect(ids.status).toBe(400);
  const names = await ask(['Filter.1.Name=instance-id', `Filter.1.Value.1=${'*i'.repeat(1000)}!`]);
  expect(names.status).toBe(200);
});

test(`its control endpoint refuses nonsense, and goes on (seed ${seed})`, async () => {
  const simulator = createSimulator({ seed: 1, estate: makeEstate({ servers: 5 }) });
  const routes = fc.constantFrom(
    'faults',
    'clock',
    'servers',
    'jobs',
    'foreign-job',
    'event-listener',
    'calls',
    '__proto__',
    '..%2f..',
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('GET', 'POST', 'DELETE'), routes, hostileValue, async (method, route, value) => {
      const response = await simulator.fetch(
        new Request(`http://127.0.0.1/_control/${route}`, {
          method,
          ...(method === 'GET' ? {} : { body: JSON.stringify(value) ?? '' }),
        }),
      );
      expect(response.status, `${method} ${route}`).toBeLessThan(500);
    }),
    runs,
  );
  expectNoPollution();
});

/** A drill under way, and how it went when it is over: what was decided, by whom, and how it ended; no times. */
const drillUnderWay = async () => {
  const rig = await createRig({ binding: 'direct', estate: { servers: 2 } });
  const executionId = await rig.launch(await rig.savePlan('shop', [{ servers: rig.idsOf('server') }]));
  await rig.clock.runUntil(async () => rig.launchJobs().length > 0, 3600);
  await rig.clock.advance(5);
  const toEnd = async () => {
    const { status, statusReason, waves } = await rig.runToEnd(executionId);
    const events = await rig.events(executionId);
    return {
      decided: events.map(({ actor, data }) => [actor, data.type]),
      status,
      statusReason,
      waves: waves.map((wave) => [wave.status, wave.statusReason]),
      servers: (await rig.servers(executionId)).map(({ sourceServerId, outcome }) => [sourceServerId, outcome]),
      jobs: rig.launchJobs().length,
    };
  };
  return { rig, toEnd };
};

test(`an event that claims to be DRS's is heard or ignored, and decides nothing (seed ${seed})`, async () => {
  const undisturbed = await drillUnderWay();
  const { rig, toEnd } = await drillUnderWay();
  const [job] = rig.launchJobs();
  const ours = { ...drsEvent, account: HOME_ACCOUNT, detail: { ...drsEvent.detail, 'job-id': job?.jobId } };
  const answers = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.oneof(spoiled(fc.constantFrom(drsEvent, ours)), hostileValue), async (event) => {
      answers.add(await rig.engine.hearDrsEvent(event));
      // What it wakes has its turns, in the middle of the drill.
      await rig.clock.advance(0.2);
    }),
    runs,
  );
  expect(answers).toEqual(new Set(['ignored', 'not-ours', 'coalesced', 'woken']));
  expect(await toEnd()).toEqual(await undisturbed.toEnd());
  expectNoPollution();
});
