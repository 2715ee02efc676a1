/**
 * Secrets stay out of the log of the deployed functions: a drill while AWS and a receiver fail, people and strangers at the
 * door, events that are refused; then everything that the functions have written is searched.
 */
import { beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { onDynamoDbLocal } from '../support/dynamodb/local.ts';
import { secretsFound } from '../support/secret-search.ts';
import { synthesized } from '../support/synth/synthesized.ts';
import { serveWire } from './support/aws-wires.ts';
import { closedAfterEach } from './support/closed-after-each.ts';
import { EXTERNAL_ID, FUNCTION_SECRET_KEY, HUB_ACCOUNT } from './support/cloud.ts';
import { openCloud, runToEnd, runUntilPaused, startDrill } from './support/drill.ts';
import { FRONT_DOOR_SECRET } from './support/front-door.ts';

const webhookPath = '/T0/webhook-path-nobody-may-read';
const guessedSecret = 'front-door-secret-that-somebody-guesses';
/** API Gateway verifies it, and sends it on with the other headers. */
const jwt = ['eyJhbGciOiJSUzI1NiJ9', 'eyJzdWIiOiI3ZDNjLW5vYm9keSJ9', 'signature-of-the-token-nobody-may-read'] as const;
const authorization = `Bearer ${jwt.join('.')}`;

const faults = [
  { kind: 'throttle', operation: 'DescribeJobs', times: 2 },
  { kind: 'internal-error', operation: 'DescribeSourceServers', times: 1 },
  { kind: 'expired-token', operation: 'DescribeJobs', times: 1 },
  { kind: 'access-denied', operation: 'DescribeInstances', times: 2 },
  { kind: 'lost-reply', operation: 'StartRecovery', times: 1 },
  { kind: 'access-denied', service: 'sns', operation: 'Publish', message: 'not by this key', times: 2 },
] as const;

await onDynamoDbLocal('the log of the deployed functions', ({ endpoint }) => {
  let templates: Awaited<ReturnType<typeof synthesized>>;
  beforeAll(async () => {
    templates = await synthesized();
  });
  const closed = closedAfterEach();

  it('has no secret in any line, after a drill under faults and what was refused', async () => {
    const receiver = await serveWire(async () => new Response('', { status: 503 }));
    try {
      const notifications = { webhookUrl: `${receiver.url}${webhookPath}` };
      const plan = { gates: true, notifications };
      const deployed = closed(await openCloud({ synthesized: templates, dynamoDbEndpoint: endpoint }, plan));
      // People and strangers at the door.
      const person = { group: 'Admin', viewerAddress: '203.0.113.9', headers: { authorization } } as const;
      const reads = ['/api/me', '/api/recovery-plans', `/api/accounts/${HUB_ACCOUNT}`, '/api/nothing'];
      for (const path of reads) await deployed.callOverHttp({ way: 'by CloudFront', method: 'GET', path, ...person });
      const wrong = { method: 'POST', path: '/api/executions', body: { planName: 7 } } as const;
      expect(await deployed.callOverHttp({ way: 'by CloudFront', ...wrong, ...person })).toMatchObject({ status: 422 });
      const headers = { authorization, 'breakwater-front-door': guessedSecret };
      const around = await deployed.callOverHttp({ way: 'around CloudFront', ...wrong, ...person, headers });
      expect(around).toMatchObject({ status: 403 });
      const key = z
        .object({ body: z.object({ key: z.string() }) })
        .parse(await deployed.call('GET', '/api/webhook-key'));

      // The drill, and the messages that its receiver does not take.
      const executionId = await startDrill(deployed);
      // Not before: a start waits for its checks, and time stands still while it does.
      for (const fault of faults) deployed.simulator.faults.add(fault);
      await runUntilPaused(deployed, executionId);
      deployed.simulator.faults.add({ kind: 'fail-launch', times: 1, rawError: 'InsufficientInstanceCapacity: none' });
      await deployed.call('POST', `/api/executions/${executionId}/resume`, { waveNumber: 1 });
      await deployed.clock.advance(60);
      await deployed.minute();
      await deployed.call('POST', `/api/executions/${executionId}/cancel`, {});
      await runToEnd(deployed, executionId);
      await deployed.minute();
      await deployed.clock.settle();

      // What is refused, or fails, has a token with it too.
      const [taskToken = ''] = deployed.taskTokens;
      const whole = { operation: 'park', generation: 1, decisionVersion: 1, taskToken, version: 0, news: 0 };
      // DynamoDB takes no key of that length.
      const unreadable = { ...whole, executionId: 'exec-'.repeat(1000) };
      await expect(deployed.invoke('park', unreadable)).rejects.toThrow();
      await expect(deployed.invoke('advance', { ...whole, executionId: 'exec-none' })).rejects.toThrow('accepts');
      await expect(deployed.invoke('park', { taskToken })).rejects.toThrow('malformed');
      await expect(deployed.invoke('api', { version: '2.0', headers })).rejects.toThrow('malformed');

      const named = (name: string, secrets: Iterable<string>) =>
        [...secrets].map((secret, index) => [`${name} ${index}`, secret] as const);
      const secrets = new Map([
        ...named('task token', deployed.taskTokens),
        ...named('part of the JWT', jwt),
        ...named('secret of a role', deployed.roleSecrets),
        ['ExternalId', EXTERNAL_ID],
        ['path of the webhook', webhookPath],
        ['key of the webhooks', key.body.key],
        ['secret of the front door', FRONT_DOOR_SECRET],
        ['guessed secret of the front door', guessedSecret],
        ['secret key of the functions', FUNCTION_SECRET_KEY],
      ]);
      expect(deployed.taskTokens.size).toBeGreaterThan(3);
      expect(deployed.roleSecrets.size).toBeGreaterThan(1);
      const text = deployed.logText();
      // It tells of all that, or the search would show nothing.
      for (const word of [executionId, 'not by the console', 'not sent to', 'park failed', 'malformed', 'accepts']) {
        expect(text).toContain(word);
      }
      expect(secretsFound(secrets, [{ where: 'the log', text }])).toEqual([]);
    } finally {
      receiver.close();
    }
  });
});
