/**
 * What would be deployed runs whole drills: the state machine, the rights and the environments of the template, the
 * functions of the bundle, on DynamoDB Local and the simulator. The histories are those of the embedded driver.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { signatureOf, webhookHeaders } from '../../src/adapters/webhook/signature.ts';
import { limits } from '../../src/domain/limits.ts';
import { notificationSchema } from '../../src/domain/model/notification.ts';
import { accountKey } from '../../src/engine/account-items.ts';
import { definition } from '../../src/engine/drivers/definition.ts';
import { readEvents, readHeader } from '../../src/engine/store/execution-reader.ts';
import { headerItem } from '../../src/engine/store/execution-writer.ts';
import { frontDoorHeaders } from '../../src/entry/lambda/functions.ts';
import { metricUnits } from '../../src/entry/lambda/measures.ts';
import { onDynamoDbLocal } from '../support/dynamodb/local.ts';
import { noGates } from '../support/shop.ts';
import { synthesized } from '../support/synth/synthesized.ts';
import { serveWire } from './support/aws-wires.ts';
import { closedAfterEach } from './support/closed-after-each.ts';
import { type Cloud, EXTERNAL_ID, HUB_ACCOUNT, SERVER_URL } from './support/cloud.ts';
import {
  cloudHistory,
  embeddedHistory,
  expectOneLaunchEach,
  generationOf,
  launchesOf,
  openCloud,
  type PlanOptions,
  runToEnd,
  runUntilPaused,
  startDrill,
  statusOf,
  unseenSeconds,
} from './support/drill.ts';
import { measuredIn } from './support/measured.ts';

await onDynamoDbLocal('the deployed functions', ({ endpoint }) => {
  let templates: Awaited<ReturnType<typeof synthesized>>;
  beforeAll(async () => {
    templates = await synthesized();
  });
  const closed = closedAfterEach();

  const open = async (plan: PlanOptions = {}): Promise<Cloud> =>
    closed(await openCloud({ synthesized: templates, dynamoDbEndpoint: endpoint }, plan));

  describe('a drill on the deployed artefacts', () => {
    it('comes to the end, and by the history, that it has in one process', async () => {
      const deployed = await open();
      expect(deployed.definition).toEqual(definition);
      const executionId = await startDrill(deployed);
      await runToEnd(deployed, executionId);
      expect(await statusOf(deployed, executionId)).toBe('COMPLETED');
      expect(await cloudHistory(deployed, executionId)).toEqual(await embeddedHistory(noGates));
      await expectOneLaunchEach(deployed, executionId);
      expect(deployed.taskErrors).toEqual([]);
      expect(deployed.logText()).toContain(executionId);
      expect(deployed.logText()).not.toContain('taskToken');
    });

    it('writes what is measured into the log, as the dashboard and the alarms look for it', async () => {
      const deployed = await open();
      deployed.simulator.faults.add({ kind: 'throttle', operation: 'DescribeJobs', times: 2 });
      await runToEnd(deployed, await startDrill(deployed));
      const ofDrill = measuredIn(deployed.logText());
      expect(ofDrill.get('Breakwater FinalizationCount Count service=breakwater')).toEqual([1]);
      expect(ofDrill.get('Breakwater WaveCompletionTime Seconds service=breakwater')).toHaveLength(3);
      expect(ofDrill.get('Breakwater WaveBoundaryDelay Seconds service=breakwater')).toHaveLength(2);
      const sumOf = (name: string) =>
        ofDrill.get(`Breakwater ${name} Count service=breakwater`)?.reduce((sum, value) => sum + value, 0);
      expect(sumOf('DrsThrottles')).toBe(2);
      const { counts } = deployed.simulator.calls();
      const drsCalls = Object.entries(counts).flatMap(([name, count]) => (name.startsWith('drs:') ? [count] : []));
      expect(sumOf('DrsCalls')).toBe(drsCalls.reduce((sum, count) => sum + count, 0));
      expect(sumOf('EC2EnrichmentCount')).toBe(counts['ec2:DescribeInstances']);

      deployed.simulator.faults.add({ kind: 'fail-launch', times: 100 });
      const failing = await startDrill(deployed);
      await runToEnd(deployed, failing);
      expect(await statusOf(deployed, failing)).toBe('FAILED');
      await deployed.minute();
      await deployed.minute();
      const measured = measuredIn(deployed.logText());
      expect(measured.get('Breakwater ExecutionsNotCompleted Count service=breakwater')).toEqual([1]);
      // No repair failed.
      const { RepairsFailed: _failures, ...expected } = metricUnits;
      expect([...measured.keys()].toSorted()).toEqual(
        Object.entries(expected)
          .map(([name, unit]) => `Breakwater ${name} ${unit} service=breakwater`)
          .toSorted(),
      );
    });

    it('validates both roles of an account, the one that acts and the one that looks, with the line to mend', async () => {
      const deployed = await open();
      const regionSchema = z.object({
        regions: z.array(
          z.object({
            region: z.string(),
            checks: z.array(z.looseObject({ check: z.string(), result: z.string(), roleArn: z.string().optional() })),
          }),
        ),
      });
      const validate = async () =>
        regionSchema.parse((await deployed.call('GET', `/api/accounts/${HUB_ACCOUNT}/check`)).body).regions;
      const looking = `arn:aws:iam::${HUB_ACCOUNT}:role/BreakwaterTargetReadOnly`;
      const names = [
        'assumeRole',
        'drsInitialised',
        'describeSourceServers',
        'describeJobs',
        'describeRecoveryInstances',
        'describeInstances',
      ];
      const [region] = await validate();
      expect(region?.checks.map(({ check, result, roleArn }) => `${check} ${result} ${roleArn}`)).toEqual([
        ...[...names, 'permissions'].map((name) => `${name} OK undefined`),
        ...names.map((name) => `${name} OK ${looking}`),
      ]);

      deployed.simulator.faults.add({ kind: 'access-denied', service: 'sts', operation: 'AssumeRole' });
      // The sessions of before are over.
      await deployed.clock.advance(2 * limits.sessionSeconds);
      const refused = (await validate())[0]?.checks.find(
        ({ check, roleArn }) => check === 'assumeRole' && roleArn === looking,
      );
      expect(refused).toMatchObject({
        result: 'FAILED',
        message: expect.stringMatching(/^sts:AssumeRole: AccessDenied: /),
        remedy: expect.stringContaining(
          `The trust policy of ${looking} needs: "Principal": {"AWS": "arn:aws:iam::${HUB_ACCOUNT}:root"}, "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"sts:ExternalId": "${EXTERNAL_ID}"}}`,
        ),
      });
    });

    it('answers over HTTP to CloudFront alone, and writes down the address of the person behind it', async () => {
      const deployed = await open();
      const command = {
        method: 'POST',
        path: '/api/protection-groups',
        group: 'Admin',
        viewerAddress: '203.0.113.9',
        body: {
          groupName: 'blog',
          accountId: HUB_ACCOUNT,
          region: 'us-east-1',
          selection: { tags: { Application: 'Blog' } },
        },
        // A viewer cannot say for CloudFront who it is, nor what its secret is.
        headers: { [frontDoorHeaders.viewerAddress]: '192.0.2.66', [frontDoorHeaders.secret]: 'guessed' },
      } as const;
      expect(await deployed.callOverHttp({ way: 'around CloudFront', ...command })).toMatchObject({
        status: 403,
        body: { code: 'NOT_BY_THE_CONSOLE' },
      });
      expect(deployed.logText()).toContain('refused: not by the console');
      expect(await deployed.callOverHttp({ way: 'by CloudFront', ...command })).toMatchObject({ status: 201 });
      // A program that may invoke the function needs no CloudFront.
      const { body } = await deployed.call('GET', '/api/audit-log');
      const { items } = z.object({ items: z.array(z.looseObject({ route: z.string() })) }).parse(body);
      expect(
        items.flatMap(({ route, ...entry }) =>
          route === 'POST /api/protection-groups' ? [[entry['actor'], entry['address'], entry['result']]] : [],
        ),
      ).toEqual([['ana@example.com', '203.0.113.9', 'done']]);
      expect(deployed.logText()).not.toMatch(/guessed|generated-when/);
    });

    it('looks at the accounts and copies the tags that are due, when EventBridge calls for it', async () => {
      const deployed = await open();
      const count = (operation: string): number => deployed.simulator.calls().counts[operation] ?? 0;
      expect(await deployed.invoke('refresh', { operation: 'refresh' })).toEqual({ refreshed: 1 });
      expect([count('drs:DescribeSourceServers'), count('drs:DescribeRecoveryInstances')]).toEqual([1, 1]);
      expect(await deployed.invoke('refresh', { operation: 'refresh' }), 'nothing is due').toEqual({ refreshed: 0 });
      expect(count('drs:DescribeSourceServers')).toBe(1);
      const servers = z
        .object({ body: z.object({ items: z.array(z.unknown()) }) })
        .parse(await deployed.call('GET', '/api/source-servers'));
      expect(servers.body.items.length).toBeGreaterThan(0);

      expect(await deployed.invoke('syncTags', { operation: 'sync-tags' }), 'nobody asked for it').toEqual({
        synced: 0,
      });
      expect(await deployed.call('PUT', '/api/tag-sync', { everyHours: 24, version: 0 })).toMatchObject({
        status: 200,
      });
      expect(await deployed.invoke('syncTags', { operation: 'sync-tags' })).toEqual({ synced: 1 });
      expect(count('drs:DescribeSourceServers')).toBe(2);
      expect(deployed.denied).toEqual([]);
    });

    it('is refused in an account that is registered no more, by functions that have worked there: they have no rights of their own', async () => {
      const deployed = await open();
      await runToEnd(deployed, await startDrill(deployed));
      const launches = launchesOf(deployed);
      // The API keeps an entry that groups name; below it the entry goes, and the functions read the registry again.
      await deployed.store.transact([{ kind: 'delete', key: accountKey(HUB_ACCOUNT) }]);
      await deployed.clock.advance(61);
      const { status, body } = await deployed.call('POST', '/api/executions', {
        planName: 'shop',
        executionType: 'DRILL',
      });
      expect(status).toBe(409);
      expect(JSON.stringify(body)).toContain('is not registered');
      expect(launchesOf(deployed)).toEqual(launches);
    });

    it('a function that timed out after its side effect is called again, and nothing is launched twice', async () => {
      const deployed = await open();
      const lost = new Map<string, number>();
      deployed.mishaps.push((name) => {
        const count = (lost.get(name) ?? 0) + 1;
        lost.set(name, count);
        // Of every task each second answer is lost.
        return count % 2 === 0 && name !== 'api' && name !== 'hear' ? 'answer lost' : undefined;
      });
      const executionId = await startDrill(deployed);
      await runToEnd(deployed, executionId);
      expect(await statusOf(deployed, executionId)).toBe('COMPLETED');
      await expectOneLaunchEach(deployed, executionId);
      expect(deployed.taskErrors.length).toBeGreaterThan(3);
    });

    it('a function that dies after its side effect is called again: what it did is found, and not done twice', async () => {
      const deployed = await open();
      const killed: string[] = [];
      deployed.killings.push((name, operation) => {
        // Every launch; and the first save of each function that nobody waits for: time stands still while they do.
        const isSave = operation === 'TransactWriteItems' && name !== 'api' && name !== 'begin';
        const effect = `${name} ${operation}`;
        if (operation !== 'StartRecovery' && !(isSave && !killed.includes(effect))) return false;
        killed.push(effect);
        return true;
      });
      const executionId = await startDrill(deployed);
      await runToEnd(deployed, executionId);
      expect(new Set(killed)).toEqual(
        new Set([
          'advance TransactWriteItems',
          'advance StartRecovery',
          'park TransactWriteItems',
          'poll TransactWriteItems',
          'finalize TransactWriteItems',
        ]),
      );
      // Called once a wave, and looked for afterwards.
      expect(killed.filter((effect) => effect === 'advance StartRecovery')).toHaveLength(3);
      const started = (await readEvents(deployed.store, executionId, 0, 10_000)).flatMap(({ data }) =>
        data.type === 'JobStarted' ? [data.adopted] : [],
      );
      expect(started).toEqual([true, true, true]);
      expect(await statusOf(deployed, executionId)).toBe('COMPLETED');
      await expectOneLaunchEach(deployed, executionId);
    });

    it('tells the people of its plan: by mail through the topic, and by the signed posts of the notify function', async () => {
      const posts: { readonly headers: Headers; readonly body: string }[] = [];
      const receiver = await serveWire(async (request) => {
        posts.push({ headers: request.headers, body: await request.text() });
        return new Response('', { status: posts.length === 1 ? 503 : 200 });
      });
      try {
        const address = 'oncall@example.com';
        const deployed = await open({ notifications: { emails: [address], webhookUrl: `${receiver.url}/hook` } });
        deployed.simulator.messages.confirm(address);
        const executionId = await startDrill(deployed);
        await runToEnd(deployed, executionId);
        await deployed.clock.settle();
        const key = z
          .object({ status: z.literal(200), body: z.object({ key: z.string() }) })
          .parse(await deployed.call('GET', '/api/webhook-key')).body.key;
        const told = posts.map(({ headers, body }) => {
          const timestamp = headers.get(webhookHeaders.timestamp) ?? '';
          expect(headers.get(webhookHeaders.signature)).toBe(signatureOf(key, timestamp, body));
          return notificationSchema.parse(JSON.parse(body));
        });
        const events = ['start', 'waveCompleted', 'waveCompleted', 'waveCompleted', 'end'];
        const once = new Map(told.map((notification) => [notification.notificationId, notification.event]));
        expect([...once.values()].toSorted()).toEqual(events.toSorted());
        expect(posts.length, 'the one that the receiver refused came again').toBe(events.length + 1);
        const mails = deployed.simulator.messages.report().messages.flatMap(({ deliveries }) => deliveries);
        expect(mails.map(({ endpoint }) => endpoint)).toEqual(events.map(() => address));
        const line = `./breakwater watch ${executionId} --server ${SERVER_URL}`;
        expect(mails.map(({ text }) => text.split('Look at it: ')[1]?.split('\n')[0])).toEqual(events.map(() => line));
        expect(deployed.taskErrors).toEqual([]);
        const texts = JSON.stringify([mails, posts.map(({ body }) => body)]);
        expect(deployed.taskTokens.size).toBeGreaterThan(3);
        expect([...deployed.taskTokens].filter((token) => texts.includes(token))).toEqual([]);
        expect(texts).not.toMatch(/token/i);
      } finally {
        receiver.close();
      }
    });

    it('sends a test message when it is asked to, once, and says what the receiver answered', async () => {
      const posts: string[] = [];
      const receiver = await serveWire(async (request) => {
        posts.push(notificationSchema.parse(await request.json()).subject);
        return new Response('');
      });
      try {
        const address = 'oncall@example.com';
        const deployed = await open({ notifications: { emails: [address], webhookUrl: `${receiver.url}/hook` } });
        deployed.simulator.messages.confirm(address);
        const plans = await deployed.call('GET', '/api/recovery-plans');
        const planId = z.object({ items: z.tuple([z.object({ planId: z.string() })]) }).parse(plans.body)
          .items[0].planId;
        const answer = await deployed.call('POST', `/api/recovery-plans/${planId}/test-messages`, {});
        await deployed.clock.settle();
        expect(answer).toMatchObject({
          status: 200,
          body: { items: [{ result: 'taken' }, { to: address, result: 'handed over' }] },
        });
        const subject = 'Test message of the plan "shop"';
        expect(posts, 'the topic brings it to notify, which leaves it alone').toEqual([subject]);
        const { messages } = deployed.simulator.messages.report();
        expect(messages.flatMap(({ deliveries }) => deliveries.map(({ endpoint }) => endpoint))).toEqual([address]);
        expect(messages[0]?.deliveries[0]?.text).toContain('automation:anna asked whether messages arrive');
        expect(deployed.taskErrors).toEqual([]);
      } finally {
        receiver.close();
      }
    });

    it('keeps the posts that a receiver did not take, shows them, and tries them again each minute', async () => {
      let isUp = false;
      const posts: string[] = [];
      const receiver = await serveWire(async (request) => {
        posts.push(notificationSchema.parse(await request.json()).notificationId);
        return new Response('', { status: isUp ? 200 : 503 });
      });
      try {
        const deployed = await open({ notifications: { webhookUrl: `${receiver.url}/hook`, events: ['end'] } });
        const undelivered = async () =>
          z
            .object({ undelivered: z.array(z.looseObject({ notificationId: z.string(), lastError: z.string() })) })
            .parse((await deployed.call('GET', '/api/settings')).body).undelivered;
        const executionId = await startDrill(deployed);
        await runToEnd(deployed, executionId);
        // Three tries, with their pauses.
        await deployed.clock.advance(30);
        expect(posts).toHaveLength(3);
        const [id = ''] = posts;
        expect(await undelivered()).toEqual([
          expect.objectContaining({ notificationId: id, lastError: expect.stringContaining('503') }),
        ]);
        await deployed.clock.advance(limits.redeliveryFirstSeconds);
        await deployed.minute();
        expect(posts).toHaveLength(4);
        isUp = true;
        await deployed.minute();
        expect(posts, 'not before its time').toHaveLength(4);
        await deployed.clock.advance(2 * limits.redeliveryFirstSeconds);
        await deployed.minute();
        expect(posts).toEqual([id, id, id, id, id]);
        expect(await undelivered()).toEqual([]);
        expect(deployed.taskErrors).toEqual([]);
      } finally {
        receiver.close();
      }
    });

    it('keeps the messages that the topic did not take, shows them, and publishes each once when it takes them again', async () => {
      const address = 'oncall@example.com';
      const deployed = await open({ notifications: { emails: [address] } });
      deployed.simulator.messages.confirm(address);
      const mails = () => deployed.simulator.messages.report().messages.flatMap(({ deliveries }) => deliveries);
      const undelivered = async () =>
        z
          .object({ undelivered: z.array(z.looseObject({ to: z.string(), lastError: z.string() })) })
          .parse((await deployed.call('GET', '/api/settings')).body).undelivered;
      const fault = {
        kind: 'access-denied',
        service: 'sns',
        operation: 'Publish',
        message: 'not by this key',
      } as const;
      const { id } = deployed.simulator.faults.add(fault);
      const executionId = await startDrill(deployed);
      await runToEnd(deployed, executionId);
      await deployed.clock.settle();
      const events = ['start', 'waveCompleted', 'waveCompleted', 'waveCompleted', 'end'];
      expect(mails()).toEqual([]);
      expect(await undelivered()).toEqual(
        events.map(() =>
          expect.objectContaining({ to: 'topic', lastError: expect.stringContaining('not by this key') }),
        ),
      );
      deployed.simulator.faults.remove(id);
      // Those of the start have waited for a while already; all have been tried again once and not taken.
      for (let tried = 0; tried < 8 && (await undelivered()).length > 0; tried += 1) {
        await deployed.clock.advance(2 ** tried * limits.redeliveryFirstSeconds);
        await deployed.minute();
        await deployed.clock.settle();
      }
      expect(await undelivered()).toEqual([]);
      expect(mails().map(({ endpoint }) => endpoint)).toEqual(events.map(() => address));
      expect(new Set(mails().map(({ text }) => text)).size, 'each once').toBe(events.length);
      expect(await statusOf(deployed, executionId)).toBe('COMPLETED');
    });

    it('is answered with its verdict while the schedule drives: begun, or refused with every reason', async () => {
      const deployed = await open();
      await deployed.switchTo('schedule');
      const request = { planName: 'shop', executionType: 'DRILL' };
      const first = await deployed.call('POST', '/api/executions', request);
      expect(first).toMatchObject({ status: 202, body: { verdict: 'BEGUN' } });
      const second = await deployed.call('POST', '/api/executions', request);
      expect(second, 'its servers are held by the first').toMatchObject({ status: 409 });
      expect(launchesOf(deployed), 'the rest is left to the schedule').toEqual([]);
      await deployed.minute();
      expect(launchesOf(deployed), 'which goes on from there').toEqual([2]);
    });

    it('events that EventBridge delivers twice hasten it, and change nothing', async () => {
      const deployed = await open();
      deployed.forwardDrsEvents(2);
      const executionId = await startDrill(deployed);
      await runToEnd(deployed, executionId);
      expect(await statusOf(deployed, executionId)).toBe('COMPLETED');
      await expectOneLaunchEach(deployed, executionId);
      const unseen = await unseenSeconds(deployed, executionId);
      expect(unseen).toHaveLength(8);
      // Looks that events ask for are four seconds apart; polling alone comes to these short jobs most of a minute late.
      expect(Math.max(...unseen)).toBeLessThan(6);
    });

    it('two operators who resume and cancel at the same moment get one outcome', async () => {
      const deployed = await open({ gates: true });
      const executionId = await startDrill(deployed);
      await runUntilPaused(deployed, executionId);
      const answers = await Promise.all([
        deployed.call('POST', `/api/executions/${executionId}/resume`, { waveNumber: 1 }, 'anna'),
        deployed.call('POST', `/api/executions/${executionId}/cancel`, {}, 'bert'),
        deployed.call('POST', `/api/executions/${executionId}/resume`, { waveNumber: 1 }, 'carl'),
      ]);
      // One of the two opens the gate at most; who comes too late is told that it is open, or that the run is cancelled.
      expect(answers[1]).toMatchObject({ status: 200 });
      const resumed = [answers[0], answers[2]].filter((answer) => answer?.status === 200);
      expect([answers[0], answers[2]].every((answer) => answer?.status === 200 || answer?.status === 409)).toBe(true);
      expect(resumed.length).toBeLessThanOrEqual(1);
      await runToEnd(deployed, executionId);
      // Whether wave 1 was let through before the cancel or not: the cancel holds, and what runs is watched to its end.
      expect(['CANCELLED', 'PARTIAL']).toContain(await statusOf(deployed, executionId));
      expect(launchesOf(deployed).length).toBeLessThanOrEqual(2);
      const opened = (await readEvents(deployed.store, executionId, 0, 10_000)).filter(
        ({ data }) => data.type === 'GateOpened',
      );
      expect(opened.length).toBe(resumed.length);
    });

    it('that cannot be repaired is counted each minute, is an error in the log, and keeps no other from its driver', async () => {
      const deployed = await open();
      const executionId = await startDrill(deployed);
      await deployed.killMachines();
      const found = await readHeader(deployed.store, executionId);
      if (found === undefined) throw new Error('no header');
      const broken = headerItem({ ...found.header, executionId: 'exec-broken' }, found.driver, 1, found.lastChange);
      await deployed.store.transact([{ kind: 'put', item: { ...broken, body: {} } }]);
      await deployed.clock.advance(limits.turnAllowanceSeconds + limits.driverLostSeconds + 60);
      await deployed.minute();
      expect(measuredIn(deployed.logText()).get('Breakwater RepairsFailed Count service=breakwater')).toEqual([1]);
      expect(deployed.logText()).toMatch(/"level":"ERROR"[^\n]*repairing exec-broken/);
      expect(await generationOf(deployed, executionId)).toBe(2);
    });

    it('hands over to a successor well before the machine has had its turns', async () => {
      const deployed = await open();
      const executionId = await startDrill(deployed);
      await deployed.clock.advance(20);
      const loaded = await readHeader(deployed.store, executionId);
      if (loaded === undefined) throw new Error('no header');
      const old = { ...loaded.driver, turns: limits.turnsPerDriver };
      await deployed.store.transact([
        { kind: 'put', item: headerItem(loaded.header, old, loaded.version + 1, loaded.lastChange) },
      ]);
      await runToEnd(deployed, executionId);
      expect(await statusOf(deployed, executionId)).toBe('COMPLETED');
      expect(await generationOf(deployed, executionId)).toBe(2);
      await expectOneLaunchEach(deployed, executionId);
      expect(deployed.taskErrors).toEqual([]);
    });

    it('goes on when the state machine is switched off, and when it is switched on again', async () => {
      const deployed = await open({ gates: true });
      deployed.everyMinute();
      const executionId = await startDrill(deployed);
      await deployed.clock.advance(10);
      await deployed.switchTo('schedule');
      // As the guide says; a driver that is merely lost would be replaced later than that.
      await deployed.clock.advance(120);
      expect(await generationOf(deployed, executionId), 'the schedule has taken over').toBe(2);
      await runUntilPaused(deployed, executionId);
      await deployed.call('POST', `/api/executions/${executionId}/resume`, { waveNumber: 1 });
      await deployed.clock.advance(90);
      await deployed.switchTo('step-functions');
      await deployed.clock.advance(120);
      expect(await generationOf(deployed, executionId), 'and the state machine again').toBe(3);
      await runUntilPaused(deployed, executionId);
      await deployed.call('POST', `/api/executions/${executionId}/resume`, { waveNumber: 2 });
      await runToEnd(deployed, executionId);
      expect(await statusOf(deployed, executionId)).toBe('COMPLETED');
      await expectOneLaunchEach(deployed, executionId);
    });
  });
});
