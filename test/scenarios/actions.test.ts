/** What a plan has done before a wave is launched, and after its servers are up: API, engine, simulated AWS. */
import { GetCommandInvocationCommand, ListCommandInvocationsCommand, SSMClient } from '@aws-sdk/client-ssm';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { limits } from '../../src/domain/limits.ts';
import type { WaveActionsInput } from '../../src/domain/model/wave-action.ts';
import { sdkRequestHandler } from '../simulator/sdk-handler.ts';
import { createRig, HOME_ACCOUNT, HOME_REGION, type Rig, type RigOptions } from '../support/rig.ts';
import { openScenario } from './support/scenario.ts';

const wait = { kind: 'WAIT', actionName: 'let the queue drain', minutes: 5 } as const;
const approval = { kind: 'APPROVAL', actionName: 'the books are closed', timeoutMinutes: 60 } as const;
const serves = { kind: 'HTTP_CHECK', actionName: 'the shop answers', url: 'http://{privateIp}/health' } as const;

type ActionInput = NonNullable<WaveActionsInput['before']>[number];
type ActionOf<K extends ActionInput['kind']> = Extract<ActionInput, { kind: K }>;

// The clients load at their first use, in real time, of which virtual time knows nothing.
beforeAll(async () => {
  await Promise.all([import('../../src/adapters/aws/sdk-ssm.ts'), import('../../src/adapters/aws/sdk-lambda.ts')]);
});

type OnFailure = 'stop' | 'pause' | 'continue';

/** Two waves of one server each, one after the other; the actions are those of the first. */
const launchWith = async (
  rig: Rig,
  actions: WaveActionsInput,
  onFailure: OnFailure = 'stop',
  type: 'DRILL' | 'RECOVERY' = 'DRILL',
): Promise<string> => {
  const [first = '', second = ''] = rig.idsOf('');
  const waves = [{ servers: [first], actions, onFailure }, { servers: [second] }];
  return rig.launch(await rig.savePlan('shop', waves), type);
};

const eventsOf = async (rig: Rig, executionId: string) =>
  (await rig.events(executionId)).map(({ time, actor, data }) => ({ time, actor, ...data }));

const typesOf = async (rig: Rig, executionId: string, ...types: readonly string[]) =>
  (await eventsOf(rig, executionId)).map(({ type }) => type).filter((type) => types.includes(type));

const wavesOf = (view: Awaited<ReturnType<Rig['get']>>) => view.waves.map((wave) => wave.status);

/** Every function answers so. */
const answering =
  (payload: string): NonNullable<RigOptions['network']> =>
  async (request, send) => {
    const answer = await send(request);
    return new URL(request.url).pathname.endsWith('/invocations') ? new Response(payload) : answer;
  };

describe('an action before a wave', () => {
  it('runs to its end before the first server is launched', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await launchWith(rig, { before: [wait] });
    const view = await rig.runToEnd(executionId);
    expect(view.status).toBe('COMPLETED');
    const order = await typesOf(rig, executionId, 'ActivityStarted', 'ActivityEnded', 'JobPlanned');
    expect(order).toEqual(['ActivityStarted', 'ActivityEnded', 'JobPlanned', 'JobPlanned']);
    expect(view.waves[0]?.activities).toMatchObject([
      { activityName: 'let the queue drain', state: 'SUCCEEDED', message: 'waited 5 min' },
    ]);
  });

  it('waits until the gate is open', async () => {
    const rig = await openScenario({ servers: 2 });
    const [first = ''] = rig.idsOf('');
    const waves = [{ servers: [first], pauseBeforeWave: true, actions: { before: [wait] } }];
    const executionId = await rig.launch(await rig.savePlan('shop', waves));
    await rig.runUntil(executionId, 'PAUSED');
    await rig.clock.advance(3600);
    expect(await typesOf(rig, executionId, 'ActivityStarted')).toEqual([]);
    await rig.command(executionId, { type: 'resume', waveNumber: 0 });
    expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
  });

  it('that fails stops the wave before its launch, and what depends on it', async () => {
    const rig = await openScenario({ servers: 2 });
    const check = { kind: 'TCP_CHECK', actionName: 'the ledger listens', host: '10.255.0.1', port: 5432 } as const;
    const executionId = await launchWith(rig, { before: [{ ...check, timeoutMinutes: 3 }] });
    const view = await rig.runToEnd(executionId);
    expect(view.status).toBe('FAILED');
    expect(wavesOf(view)).toEqual(['FAILED', 'SKIPPED']);
    expect(view.waves[0]?.statusReason).toBe(
      'action "the ledger listens" timed out: not done within 3 min. Last: nothing has this address; 1 server not started',
    );
    expect(rig.launchJobs()).toEqual([]);
  });

  it('that fails but is not required is a warning, and the wave goes on', async () => {
    const rig = await openScenario({ servers: 2 });
    const check = { kind: 'TCP_CHECK', actionName: 'the ledger listens', host: '10.255.0.1', port: 5432 } as const;
    const executionId = await launchWith(rig, { before: [{ ...check, timeoutMinutes: 3, required: false }, wait] });
    const view = await rig.runToEnd(executionId);
    expect(view.status).toBe('COMPLETED');
    expect(view.waves[0]?.statusReason).toContain('action "the ledger listens" timed out');
    expect(view.waves[0]?.statusReason).toContain('(not required)');
    expect(view.waves[0]?.activities.map(({ state }) => state)).toEqual(['TIMED_OUT', 'SUCCEEDED']);
  });

  it('is left out of executions that it is not for', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await launchWith(rig, { before: [{ ...wait, executionTypes: ['RECOVERY'] }] });
    const view = await rig.runToEnd(executionId);
    expect(view.waves[0]?.activities).toEqual([]);
    expect(await typesOf(rig, executionId, 'ActivityStarted')).toEqual([]);
  });
});

describe('a check after a wave', () => {
  it('holds the next wave back until the launched server answers', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await launchWith(rig, { after: [serves] });
    const view = await rig.runToEnd(executionId);
    expect(view.status).toBe('COMPLETED');
    const order = await typesOf(rig, executionId, 'ServersDecided', 'ActivityEnded', 'WaveEnded');
    expect(order).toEqual(['ServersDecided', 'ActivityEnded', 'WaveEnded', 'ServersDecided', 'WaveEnded']);
    expect(view.waves[0]?.activities[0]?.message).toMatch(/HTTP 200$/);
  });

  it('asks for what the plan wants of the answer: its status, a text in its body, a port', async () => {
    const rig = await openScenario({ servers: ['web-1', 'deaf-1'] });
    const timeoutMinutes = 5;
    const port = { kind: 'TCP_CHECK', actionName: 'the port is open', host: '{privateIp}', port: 443 } as const;
    const text = { ...serves, actionName: 'it says ok', bodyContains: 'ok web-1', timeoutMinutes };
    const busy = { ...serves, actionName: 'it is in maintenance', expectedStatus: 503, timeoutMinutes };
    const other = { ...text, actionName: 'it says more', bodyContains: 'all systems', required: false };
    const waves = [
      { servers: rig.idsOf('web-1'), actions: { after: [port, text, other] } },
      {
        servers: rig.idsOf('deaf-1'),
        dependsOn: [],
        actions: { after: [busy, { ...port, timeoutMinutes, required: false }] },
      },
    ];
    const view = await rig.runToEnd(await rig.launch(await rig.savePlan('shop', waves)));
    expect(view.status).toBe('COMPLETED');
    const told = view.waves.map(({ activities }) => activities.map(({ state, message }) => [state, message]));
    expect(told).toEqual([
      [
        ['SUCCEEDED', 'web-1: port 443 accepts'],
        ['SUCCEEDED', 'web-1: HTTP 200'],
        ['TIMED_OUT', expect.stringContaining('Last: web-1: HTTP 200, but without "all systems"')],
      ],
      [
        ['SUCCEEDED', 'deaf-1: HTTP 503'],
        ['TIMED_OUT', expect.stringMatching(/Last: deaf-1: connect ECONNREFUSED \S+:443/)],
      ],
    ]);
  });

  it('of more servers than one look gets to goes on with the others in the next', async () => {
    const rig = await openScenario({
      servers: limits.checksAtOnce + 10,
      aroundCall: async (operation, call) => {
        if (operation === 'http:get') await rig.clock.sleep(limits.checkLookSeconds + 1);
        return call();
      },
    });
    const waves = [{ servers: rig.idsOf(''), actions: { after: [{ ...serves, timeoutMinutes: 5 }] } }];
    const executionId = await rig.launch(await rig.savePlan('shop', waves));
    const view = await rig.runToEnd(executionId);
    expect(view.waves[0]?.activities).toMatchObject([
      { state: 'SUCCEEDED', message: `all ${limits.checksAtOnce + 10} as wanted: HTTP 200` },
    ]);
  });

  it('of more servers than one look gets to asks all anew when nobody has looked for hours', async () => {
    let asked = 0;
    const slowly: RigOptions['aroundCall'] = async (operation, call) => {
      if (operation === 'http:get') {
        asked += 1;
        await rig.clock.sleep(limits.checkLookSeconds + 1);
      }
      return call();
    };
    const rig = await openScenario({ servers: limits.checksAtOnce + 10, aroundCall: slowly });
    const waves = [{ servers: rig.idsOf(''), actions: { after: [{ ...serves, timeoutMinutes: 600 }] } }];
    const executionId = await rig.launch(await rig.savePlan('shop', waves));
    const lookOf = async () => (await rig.get(executionId)).waves[0]?.activities[0]?.lastLook?.message ?? '';
    await rig.clock.runUntil(async () => /^(\d+) of \1 as wanted; /.test(await lookOf()), 3600);
    await rig.clock.complete(rig.machine.stop());
    await rig.clock.advance(2 * 3600);
    asked = 0;
    const again = await createRig({ beside: rig, aroundCall: slowly });
    await again.machine.resumeAll();
    expect((await again.runToEnd(executionId)).status).toBe('COMPLETED');
    expect(asked).toBe(limits.checksAtOnce + 10);
  });

  it('that never passes makes the wave FAILED, and says that its server is up', async () => {
    const rig = await openScenario({ servers: ['deaf-1', 'web-1'] });
    const executionId = await launchWith(rig, { after: [{ ...serves, timeoutMinutes: 5 }] });
    const view = await rig.runToEnd(executionId);
    expect(view.status).toBe('PARTIAL');
    expect(wavesOf(view)).toEqual(['FAILED', 'SKIPPED']);
    expect(view.waves[0]).toMatchObject({ launchedCount: 1, failedCount: 0 });
    expect(view.waves[0]?.statusReason).toMatch(
      /^1 of 1 server launched; but action "the shop answers" timed out: not done within 5 min\. Last: .*HTTP 503, not 200/,
    );
  });

  it('is not run when too few servers came up', async () => {
    const rig = await openScenario({ servers: ['fail-launch-1', 'web-1'] });
    const executionId = await launchWith(rig, { after: [serves] });
    const view = await rig.runToEnd(executionId);
    expect(wavesOf(view)).toEqual(['FAILED', 'SKIPPED']);
    expect(view.waves[0]?.activities).toMatchObject([{ state: 'CANCELLED' }]);
    expect(await typesOf(rig, executionId, 'ActivityClaimed')).toEqual([]);
  });

  it('takes no time from the launch: the time limit of the wave is over when its servers are up', async () => {
    const rig = await openScenario({ servers: 2 });
    const [first = ''] = rig.idsOf('');
    const waves = [{ servers: [first], timeoutMinutes: 10, actions: { after: [{ ...wait, minutes: 60 }] } }];
    const executionId = await rig.launch(await rig.savePlan('shop', waves));
    expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
  });

  it('is done again when the wave is retried, without another launch', async () => {
    const rig = await openScenario({ servers: ['slow-1', 'web-1'] });
    // The service of slow-1 needs two minutes.
    const executionId = await launchWith(rig, { after: [{ ...serves, timeoutMinutes: 1 }] }, 'pause');
    await rig.runUntil(executionId, 'PAUSED');
    expect((await rig.get(executionId)).actions.retry).toEqual({ allowed: true, waveNumbers: [0] });
    await rig.clock.advance(120);
    await rig.command(executionId, { type: 'retry', waveNumber: 0 });
    const view = await rig.runToEnd(executionId);
    expect(view.status).toBe('COMPLETED');
    expect(view.waves[0]?.attempt).toBe(2);
    expect(rig.launchJobs()).toHaveLength(2);
  });

  // Which of the two jobs is read first goes by the order of the servers.
  it.each([0, 1])('of a server (%i of 2) that came up in a retry asks the address that it got there', async (index) => {
    // The check at the end of a scenario knows first attempts alone.
    const rig = await createRig({ estate: { servers: 2 } });
    const failing = rig.idsOf('').slice(index, index + 1);
    rig.simulator.faults.add({ kind: 'fail-launch', sourceServerIds: failing, times: 1 });
    const runbook: ActionOf<'SSM_AUTOMATION'> = {
      kind: 'SSM_AUTOMATION',
      actionName: 'open the firewall',
      documentName: 'Shop-OpenFirewall',
      parameters: { Addresses: ['{privateIps}'] },
    };
    const waves = [{ servers: rig.idsOf(''), actions: { after: [serves, runbook] }, onFailure: 'pause' as const }];
    const executionId = await rig.launch(await rig.savePlan('shop', waves));
    await rig.runUntil(executionId, 'PAUSED');
    await rig.command(executionId, { type: 'retry', waveNumber: 0 });
    const view = await rig.runToEnd(executionId);
    expect(view.status).toBe('COMPLETED');
    expect(view.waves[0]?.activities[0]?.message).toBe('all 2 as wanted: HTTP 200');
    const addresses = (await rig.servers(executionId)).map(({ observed }) => observed?.privateIp);
    const [run] = rig.simulator.runs(HOME_ACCOUNT, HOME_REGION).automations;
    expect(run?.parameters['Addresses']).toHaveLength(2);
    expect(run?.parameters['Addresses']).toEqual(expect.arrayContaining(addresses));
  });

  it('asks the addresses of the servers also when EC2 tells them half an hour after the launch', async () => {
    const rig = await openScenario({ servers: 2 });
    const { id } = rig.simulator.faults.add({ kind: 'access-denied', operation: 'DescribeInstances' });
    const executionId = await launchWith(rig, { after: [{ ...serves, timeoutMinutes: 60 }] });
    await rig.clock.runUntil(async () => (await typesOf(rig, executionId, 'ActivityStarted')).length > 0, 3600);
    await rig.clock.advance(1800);
    rig.simulator.faults.remove(id);
    expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
  });

  it('that failed can be passed over by a person', async () => {
    const rig = await openScenario({ servers: ['deaf-1', 'web-1'] });
    const executionId = await launchWith(rig, { after: [{ ...serves, timeoutMinutes: 1 }] }, 'pause');
    await rig.runUntil(executionId, 'PAUSED');
    const asked = rig.notifications.findLast(({ event }) => event === 'gate')?.text;
    expect(asked, 'everything is up').toContain(`Do its actions again: ./breakwater retry ${executionId} --wave 0`);
    await rig.command(executionId, { type: 'skip', waveNumber: 0, reason: 'its monitor is broken' });
    const view = await rig.runToEnd(executionId);
    expect(wavesOf(view)).toEqual(['FAILED', 'COMPLETED']);
    expect(view.status).toBe('PARTIAL');
  });
});

describe('an approval', () => {
  it('is awaited by name, and given once', async () => {
    const rig = await openScenario({ servers: 2 });
    const next = { ...approval, actionName: 'the shop may open' };
    const executionId = await launchWith(rig, { before: [approval], after: [next] });
    const paused = await rig.runUntil(executionId, 'PAUSED');
    expect(paused.statusReason).toBe('action "the books are closed" of wave 0 "wave-0" waits for approval');
    expect(paused.waves[0]).toMatchObject({ awaitedApproval: 'the books are closed', status: 'STARTING' });
    const unnamed = await rig.command(executionId, { type: 'resume', waveNumber: 0 });
    expect(unnamed).toMatchObject({ kind: 'not-allowed' });
    const given = { type: 'resume', waveNumber: 0, actionName: 'the books are closed' } as const;
    expect(await rig.command(executionId, given, 'bert')).toMatchObject({ kind: 'accepted' });
    expect(await rig.command(executionId, given, 'bert')).toMatchObject({ kind: 'not-allowed' });
    const again = await rig.runUntil(executionId, 'PAUSED');
    expect(again.waves[0]).toMatchObject({ awaitedApproval: 'the shop may open', launchedCount: 1 });
    await rig.command(executionId, { ...given, actionName: 'the shop may open' });
    const view = await rig.runToEnd(executionId);
    expect(view.status).toBe('COMPLETED');
    expect(view.waves[0]?.activities.map(({ message }) => message)).toEqual(['approved by bert', 'approved by anna']);
  });

  it('that nobody gives in time has failed', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await launchWith(rig, { before: [approval] });
    const view = await rig.runToEnd(executionId);
    expect(view.status).toBe('FAILED');
    expect(view.waves[0]?.statusReason).toBe(
      'action "the books are closed" timed out: nobody approved within 60 min; 1 server not started',
    );
  });
});

describe('a cancel', () => {
  it('ends a wait at once, and starts no further action', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await launchWith(rig, { before: [wait], after: [serves] });
    await rig.clock.advance(60);
    await rig.command(executionId, { type: 'cancel', reason: 'the wrong plan' });
    const view = await rig.runToEnd(executionId);
    expect(view.status).toBe('CANCELLED');
    expect(view.waves[0]?.activities).toMatchObject([
      { state: 'CANCELLED', message: 'cancelled by anna' },
      { state: 'CANCELLED' },
    ]);
    expect(rig.launchJobs()).toEqual([]);
  });

  it('after the launch leaves the check undone, and says so of the wave', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await launchWith(rig, { after: [wait] });
    await rig.clock.runUntil(async () => (await typesOf(rig, executionId, 'ActivityStarted')).length > 0, 3600);
    await rig.command(executionId, { type: 'cancel', reason: '' });
    const view = await rig.runToEnd(executionId);
    expect(view.status).toBe('PARTIAL');
    expect(view.waves[0]?.status).toBe('CANCELLED');
    expect(view.waves[0]?.statusReason).toBe('1 of 1 server launched; action "let the queue drain" was not done');
  });
});

describe('a runbook', () => {
  const runbook: ActionOf<'SSM_AUTOMATION'> = {
    kind: 'SSM_AUTOMATION',
    actionName: 'open the firewall',
    documentName: 'Shop-OpenFirewall',
    parameters: { Execution: ['{executionId}'], Servers: ['{sourceServerIds}'] },
  };
  const runs = (rig: Rig) => rig.simulator.runs(HOME_ACCOUNT, HOME_REGION);

  it('is started once with the words of the run, and awaited', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await launchWith(rig, { before: [runbook] });
    const view = await rig.runToEnd(executionId);
    expect(view.status).toBe('COMPLETED');
    const [first = ''] = rig.idsOf('');
    expect(runs(rig).automations).toMatchObject([
      { documentName: 'Shop-OpenFirewall', parameters: { Execution: [executionId], Servers: [first] } },
    ]);
    const id = runs(rig).automations[0]?.automationId;
    expect(view.waves[0]?.activities).toMatchObject([
      { state: 'SUCCEEDED', reference: id, message: `${id} is Success`, output: 'run.Output: done' },
    ]);
  });

  it('whose start was not answered is not run twice', async () => {
    const rig = await openScenario({ servers: 2 });
    rig.simulator.faults.add({ kind: 'lost-reply', operation: 'StartAutomationExecution', times: 2 });
    const executionId = await launchWith(rig, { before: [runbook] });
    expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
    expect(runs(rig).automations).toHaveLength(1);
    expect(await typesOf(rig, executionId, 'ActivityClaimed')).toHaveLength(3);
  });

  it('that fails is tried again as often as the plan says, then stops the wave with its words', async () => {
    const rig = await openScenario({ servers: 2 });
    const failing = { ...runbook, documentName: 'fail-OpenFirewall', retries: 2 };
    const executionId = await launchWith(rig, { before: [failing] });
    const view = await rig.runToEnd(executionId);
    expect(view.status).toBe('FAILED');
    expect(runs(rig).automations).toHaveLength(3);
    expect(view.waves[0]?.statusReason).toMatch(
      /^action "open the firewall" failed: .* is Failed: Step fails .*; 1 server not started$/,
    );
  });

  it('that SSM does not know stops the wave at once, in the words of AWS', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await launchWith(rig, { before: [{ ...runbook, documentName: 'missing-runbook' }] });
    expect((await rig.runToEnd(executionId)).waves[0]?.statusReason).toContain(
      'ssm:StartAutomationExecution: AutomationDefinitionNotFoundException: Document missing-runbook not found.',
    );
  });

  it('is throttled, and waited for', async () => {
    const rig = await openScenario({ servers: 2 });
    rig.simulator.faults.add({ kind: 'throttle', operation: 'StartAutomationExecution', times: 3 });
    const executionId = await launchWith(rig, { before: [runbook] });
    expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
    expect(await typesOf(rig, executionId, 'ActivityHeld')).toHaveLength(3);
  });

  it('that nobody may look at for a while is looked at again, and has succeeded when it has', async () => {
    const rig = await openScenario({ servers: 2 });
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'GetAutomationExecution', times: 3 });
    const executionId = await launchWith(rig, { before: [runbook] });
    expect((await rig.runToEnd(executionId)).waves[0]?.activities).toMatchObject([{ state: 'SUCCEEDED' }]);
  });

  it('that nobody may look at times out in the words of AWS, which say what was denied', async () => {
    const rig = await openScenario({ servers: 2 });
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'GetAutomationExecution' });
    const executionId = await launchWith(rig, { before: [{ ...runbook, timeoutMinutes: 5 }] });
    expect((await rig.runToEnd(executionId)).waves[0]?.statusReason).toMatch(
      /timed out: not done within 5 min; it may still run\. Last: ssm:GetAutomationExecution: AccessDenied\w*: User: /,
    );
  });

  it('that takes the addresses of the servers is started when all of them are known', async () => {
    const rig = await openScenario({ servers: 2 });
    const { id } = rig.simulator.faults.add({ kind: 'access-denied', operation: 'DescribeInstances' });
    const parameters = { Addresses: ['{privateIps}'] };
    const waves = [{ servers: rig.idsOf(''), actions: { after: [{ ...runbook, parameters }] } }];
    const executionId = await rig.launch(await rig.savePlan('shop', waves));
    await rig.clock.runUntil(async () => (await typesOf(rig, executionId, 'ActivityHeld')).length > 0, 3600);
    const held = (await eventsOf(rig, executionId)).find(({ type }) => type === 'ActivityHeld');
    expect(held).toMatchObject({
      message: expect.stringMatching(/^the privateIp of server-\S+, server-\S+ is not known yet$/),
    });
    rig.simulator.faults.remove(id);
    expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
    expect(runs(rig).automations[0]?.parameters['Addresses']).toHaveLength(2);
  });

  /** EC2 may not be asked from the launch on, and an approval stands before what takes the addresses. */
  const launchedUnaddressed = async (runbookMinutes?: number) => {
    const rig = await openScenario({ servers: 2 });
    const { id } = rig.simulator.faults.add({ kind: 'access-denied', operation: 'DescribeInstances' });
    const addressed = {
      ...runbook,
      parameters: { Addresses: ['{privateIps}'] },
      ...(runbookMinutes === undefined ? {} : { timeoutMinutes: runbookMinutes }),
    };
    const waves = [{ servers: rig.idsOf(''), actions: { after: [approval, addressed] }, onFailure: 'pause' as const }];
    const executionId = await rig.launch(await rig.savePlan('shop', waves));
    await rig.runUntil(executionId, 'PAUSED');
    const approve = () => rig.command(executionId, { type: 'resume', waveNumber: 0, actionName: approval.actionName });
    return { rig, executionId, approve, mendEc2: () => rig.simulator.faults.remove(id) };
  };

  it('that takes addresses which EC2 tells a quarter of an hour after the launch is started with them', async () => {
    const { rig, executionId, approve, mendEc2 } = await launchedUnaddressed();
    await rig.clock.advance(900);
    mendEc2();
    await approve();
    expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
    expect(runs(rig).automations[0]?.parameters['Addresses']).toHaveLength(2);
  });

  it('that timed out for addresses which EC2 did not tell has not run, says so, and succeeds in a retry hours later', async () => {
    const { rig, executionId, approve, mendEc2 } = await launchedUnaddressed();
    await approve();
    await rig.runUntil(executionId, 'PAUSED');
    const [, timedOut] = (await rig.get(executionId)).waves[0]?.activities ?? [];
    expect(timedOut).toMatchObject({
      state: 'TIMED_OUT',
      message: expect.stringMatching(
        /^not done within 30 min\. Last: the privateIp of server-\S+, server-\S+ is not known yet$/,
      ),
    });
    expect(runs(rig).automations).toEqual([]);
    mendEc2();
    await rig.clock.advance(3 * 3600);
    await rig.command(executionId, { type: 'retry', waveNumber: 0 });
    expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
    expect(runs(rig).automations[0]?.parameters['Addresses']).toHaveLength(2);
  });

  it('that waits for addresses in vain asks ever less often, and is over when its time is', async () => {
    const { rig, executionId, approve } = await launchedUnaddressed(120);
    await approve();
    const callsBefore = rig.simulator.calls().log.length;
    await rig.runUntil(executionId, 'PAUSED');
    const events = (await eventsOf(rig, executionId)).filter(
      (event) => 'activityName' in event && event.activityName === runbook.actionName,
    );
    const [first, last] = [events[0], events.at(-1)].map((event) => Date.parse(event?.time ?? '') / 1000);
    expect((last ?? 0) - (first ?? 0)).toBeCloseTo(7200, -1);
    // Each ten seconds for ten minutes, then each minute; of addresses each half minute, then each minute.
    expect(events.filter(({ type }) => type === 'ActivityHeld').length).toBeLessThanOrEqual(60 + 111);
    expect(rig.simulator.calls().log.length - callsBefore).toBeLessThanOrEqual(2 * (20 + 112));
  });

  it('that runs when somebody cancels is watched to its end, and named', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await launchWith(rig, { before: [{ ...runbook, documentName: 'slow-OpenFirewall' }] });
    await rig.clock.advance(60);
    await rig.command(executionId, { type: 'cancel', reason: '' });
    const cancelling = await rig.get(executionId);
    expect(cancelling.statusReason).toContain('action "open the firewall" may be running in AWS, and will be watched');
    const view = await rig.runToEnd(executionId);
    expect(view.status).toBe('CANCELLED');
    expect(view.waves[0]?.activities).toMatchObject([{ state: 'SUCCEEDED' }]);
    expect(rig.launchJobs()).toEqual([]);
  });
});

describe('a command', () => {
  const warmUp: ActionOf<'SSM_COMMAND'> = {
    kind: 'SSM_COMMAND',
    actionName: 'warm the caches',
    documentName: 'AWS-RunShellScript',
    parameters: { commands: ['/opt/warm-up {planName}'] },
  };

  it('runs on the launched instances, when they are known to SSM, and once though its reply is lost', async () => {
    const rig = await openScenario({ servers: 2 });
    rig.simulator.faults.add({ kind: 'lost-reply', operation: 'SendCommand', times: 1 });
    const executionId = await launchWith(rig, { after: [warmUp] });
    const view = await rig.runToEnd(executionId);
    expect(view.status).toBe('COMPLETED');
    const [server] = await rig.servers(executionId);
    expect(rig.simulator.runs(HOME_ACCOUNT, HOME_REGION).commands).toMatchObject([
      { instanceIds: [server?.recoveryInstanceId], parameters: { commands: ['/opt/warm-up shop'] } },
    ]);
    expect(view.waves[0]?.activities[0]?.output).toMatch(/^i-\w+: done$/);
  });

  it('whose reply is lost is sent once though SSM is silent or throttles when it is looked for', async () => {
    const rig = await openScenario({ servers: 2 });
    rig.simulator.faults.add({ kind: 'lost-reply', operation: 'SendCommand', times: 1 });
    rig.simulator.faults.add({ kind: 'lost-reply', operation: 'ListCommands', times: 1 });
    rig.simulator.faults.add({ kind: 'throttle', operation: 'ListCommands', times: 1 });
    const executionId = await launchWith(rig, { after: [warmUp] });
    expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
    expect(rig.simulator.runs(HOME_ACCOUNT, HOME_REGION).commands).toHaveLength(1);
    const ends = await typesOf(rig, executionId, 'ActivityHeld', 'ActivityStarted', 'ActivityEnded');
    expect(ends).toEqual(['ActivityHeld', 'ActivityStarted', 'ActivityEnded']);
  });

  it('that writes more than AWS keeps has the beginning of it in event and view, which say that it is cut', async () => {
    const rig = await openScenario({ servers: 2 });
    const verbose = { ...warmUp, documentName: 'verbose-Report' };
    const executionId = await launchWith(rig, { after: [verbose] });
    const view = await rig.runToEnd(executionId);
    const [activity] = view.waves[0]?.activities ?? [];
    const [server] = await rig.servers(executionId);
    const InstanceId = server?.recoveryInstanceId;
    expect(activity).toMatchObject({ state: 'SUCCEEDED', message: '1 of 1 succeeded' });
    expect(activity?.output).toMatch(new RegExp(`^${InstanceId}: line 1 of 2000\nline 2 of 2000\n.*…$`, 's'));
    expect(activity?.output).toHaveLength(limits.actionOutputCharacters);
    const ended = (await eventsOf(rig, executionId)).find(({ type }) => type === 'ActivityEnded');
    expect(ended).toMatchObject({ output: activity?.output });

    // What AWS itself keeps of it; the reference finds it there.
    const CommandId = activity?.reference;
    const ssm = new SSMClient({
      region: HOME_REGION,
      credentials: { accessKeyId: 'AKIAHOME', secretAccessKey: 'secret' },
      endpoint: 'http://simulator.local',
      requestHandler: sdkRequestHandler(rig.simulator.fetch),
    });
    const whole = await ssm.send(new GetCommandInvocationCommand({ CommandId, InstanceId }));
    expect(whole.StandardOutputContent).toHaveLength(24_000);
    const { CommandInvocations } = await ssm.send(new ListCommandInvocationsCommand({ CommandId, Details: true }));
    const listed = CommandInvocations?.[0]?.CommandPlugins?.[0]?.Output ?? '';
    expect(listed).toHaveLength(2500);
    expect(listed).toMatch(/\n---Output truncated---$/);
    expect(`${InstanceId}: ${listed}`).toContain(activity?.output?.slice(0, -1));
  });

  it('that fails on one of many instances tells what that one wrote, though the others wrote more than is kept', async () => {
    const invocations = z.object({ CommandInvocations: z.array(z.looseObject({ Status: z.string() })) });
    const failed = { Status: 'Failed', CommandPlugins: [{ Name: 'run', Output: 'no space left on device' }] };
    const rig = await openScenario({
      servers: 3,
      network: async (request, send) => {
        const answer = await send(request);
        if (!request.headers.get('x-amz-target')?.endsWith('.ListCommandInvocations')) return answer;
        const { CommandInvocations } = invocations.parse(await answer.json());
        const told = CommandInvocations.map((one, index) =>
          index === CommandInvocations.length - 1 && one.Status === 'Success' ? { ...one, ...failed } : one,
        );
        return Response.json({ CommandInvocations: told });
      },
    });
    const waves = [{ servers: rig.idsOf(''), actions: { after: [{ ...warmUp, documentName: 'verbose-Report' }] } }];
    const view = await rig.runToEnd(await rig.launch(await rig.savePlan('shop', waves)));
    expect(view.waves[0]?.activities).toMatchObject([
      { state: 'FAILED', output: expect.stringMatching(/^i-\w+: no space left on device\ni-\w+: line 1 of 2000\n/) },
    ]);
  });

  it('waits until the instance of every launched server is known, and says whose is not', async () => {
    const jobs = z.looseObject({
      items: z.array(z.looseObject({ participatingServers: z.array(z.looseObject({ sourceServerID: z.string() })) })),
    });
    const state = { isSilent: true };
    const rig = await openScenario({
      servers: ['web-1', 'web-2'],
      network: async (request, send) => {
        const answer = await send(request);
        const { pathname } = new URL(request.url);
        if (!state.isSilent) return answer;
        if (pathname === '/DescribeRecoveryInstances') return Response.json({ items: [] });
        if (pathname !== '/DescribeJobs') return answer;
        const { items, ...rest } = jobs.parse(await answer.json());
        const untold = items.map((job) => ({
          ...job,
          participatingServers: job.participatingServers.map((server) =>
            rig.idsOf('web-2').includes(server.sourceServerID) ? { ...server, recoveryInstanceID: undefined } : server,
          ),
        }));
        return Response.json({ ...rest, items: untold });
      },
    });
    const waves = [{ servers: rig.idsOf('web'), actions: { after: [warmUp] } }];
    const executionId = await rig.launch(await rig.savePlan('shop', waves));
    await rig.clock.runUntil(async () => (await typesOf(rig, executionId, 'ActivityHeld')).length > 0, 3600);
    const held = (await eventsOf(rig, executionId)).find(({ type }) => type === 'ActivityHeld');
    expect(held).toMatchObject({ message: 'the instanceId of web-2 is not known yet' });
    expect(rig.simulator.runs(HOME_ACCOUNT, HOME_REGION).commands).toEqual([]);
    state.isSilent = false;
    const view = await rig.runToEnd(executionId);
    expect(view.waves[0]?.activities).toMatchObject([{ state: 'SUCCEEDED', message: '2 of 2 succeeded' }]);
  });

  it('goes in several to a wave of more than 50 instances', async () => {
    const rig = await openScenario({ servers: 60 });
    const waves = [{ servers: rig.idsOf(''), actions: { after: [warmUp] } }];
    const executionId = await rig.launch(await rig.savePlan('shop', waves));
    expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
    const { commands } = rig.simulator.runs(HOME_ACCOUNT, HOME_REGION);
    expect(commands.map(({ instanceIds }) => instanceIds.length)).toEqual([50, 10]);
  });
});

describe('a function', () => {
  const tell = { kind: 'LAMBDA', actionName: 'tell the desk', functionName: 'tell', input: { site: 'b' } } as const;
  const payloads = (rig: Rig): readonly Record<string, unknown>[] =>
    rig.simulator.runs(HOME_ACCOUNT, HOME_REGION).functionCalls.map(({ payload }) => JSON.parse(payload));

  it('is told of the run and of the new instances', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await launchWith(rig, { after: [tell] });
    expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
    const [server] = await rig.servers(executionId);
    expect(payloads(rig)).toMatchObject([
      {
        execution: { executionId, executionType: 'DRILL', planName: 'shop' },
        wave: { waveNumber: 0, waveName: 'wave-0' },
        servers: [{ outcome: 'LAUNCHED', privateIp: server?.observed?.privateIp, accountId: HOME_ACCOUNT }],
        input: { site: 'b' },
      },
    ]);
  });

  it('that is still at work is called again with the same id', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await launchWith(rig, { before: [{ ...tell, functionName: 'slow-tell' }] });
    expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
    const ids = payloads(rig).map(({ idempotencyId }) => idempotencyId);
    expect(ids.length).toBeGreaterThan(3);
    expect(new Set(ids).size).toBe(1);
  });

  it.each([
    ['{"status":"FAILED","message":"no seats left"}', 'no seats left'],
    ['{"status":"FAILED","message":null}', 'the function says FAILED'],
    ['{"status":"FAILED","message":{"code":7}}', 'the function says FAILED'],
    ['{"status":"failed"}', 'the function says an unknown status: {"status":"failed"}'],
    ['{"status":500}', 'the function says an unknown status: {"status":500}'],
    ['{"status":null}', 'the function says an unknown status: {"status":null}'],
  ])('that answers %s has failed', async (payload, words) => {
    const rig = await openScenario({ servers: 2, network: answering(payload) });
    const executionId = await launchWith(rig, { before: [tell] });
    const view = await rig.runToEnd(executionId);
    expect(view.waves[0]?.statusReason).toBe(`action "tell the desk" failed: ${words}; 1 server not started`);
    expect(view.waves[0]?.activities).toMatchObject([{ state: 'FAILED', output: payload }]);
  });

  it.each(['{"status":"SUCCEEDED","message":null}', '{"message":"told"}', 'null', '"done"'])(
    'that answers %j has succeeded',
    async (payload) => {
      const rig = await openScenario({ servers: 2, network: answering(payload) });
      expect((await rig.runToEnd(await launchWith(rig, { before: [tell] }))).status).toBe('COMPLETED');
    },
  );

  it('that says itself that it failed stops the wave with its words', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await launchWith(rig, { before: [{ ...tell, functionName: 'refuse-tell' }] });
    expect((await rig.runToEnd(executionId)).waves[0]?.statusReason).toBe(
      'action "tell the desk" failed: its name says so; 1 server not started',
    );
  });

  it('that throws fails with its own words', async () => {
    const rig = await openScenario({ servers: 2 });
    const executionId = await launchWith(rig, { before: [{ ...tell, functionName: 'fail-tell' }] });
    expect((await rig.runToEnd(executionId)).waves[0]?.statusReason).toContain(
      'the function failed (Unhandled): it fails because its name says so',
    );
  });
});

it('a follow-up does the actions of what it launches', async () => {
  // The check at the end of a scenario knows first runs alone.
  const rig = await createRig({ estate: { servers: 2 } });
  const executionId = await launchWith(rig, { before: [{ ...approval, timeoutMinutes: 1 }] });
  expect((await rig.runToEnd(executionId)).status).toBe('FAILED');
  const followUp = await rig.clock.complete(
    rig.engine.executions.followUp(executionId, { initiatedBy: 'anna', acceptedInstanceDeletions: [] }),
  );
  if (followUp.kind !== 'started') throw new Error(JSON.stringify(followUp));
  const paused = await rig.runUntil(followUp.executionId, 'PAUSED');
  expect(paused.waves[0]?.awaitedApproval).toBe('the books are closed');
});
