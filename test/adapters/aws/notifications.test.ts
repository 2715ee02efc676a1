/** How people are told: by a topic, and by a signed webhook. */
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createTopicNotifier } from '../../../src/adapters/aws/topic.ts';
import { createWebhook, signatureHeader } from '../../../src/adapters/aws/webhook.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';

const topicArn = 'arn:aws:sns:us-east-1:111122223333:breakwater';
const notification = {
  executionId: 'exec-1',
  planName: 'Größe',
  executionType: 'DRILL',
  subject: 'DRILL of "Größe": wave 1 waits for approval',
  text: 'Open it with: ./breakwater resume exec-1 --wave 1',
} as const;

describe('the topic', () => {
  const publishTo = async (answer: Response, subject: string = notification.subject) => {
    const bodies: URLSearchParams[] = [];
    const notifier = createTopicNotifier({
      topicArn,
      region: 'us-east-1',
      clock: createVirtualClock(),
      staticCredentials: { accessKeyId: 'AKIAHOME', secretAccessKey: 'secret' },
      fetch: async (request) => {
        bodies.push(new URLSearchParams(await request.text()));
        return answer;
      },
    });
    await notifier.notify({ ...notification, subject });
    return bodies[0] ?? new URLSearchParams();
  };
  const published = () =>
    new Response(
      '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>',
    );

  it('gets the facts and the command in plain text, with what a subscription filters by', async () => {
    const body = await publishTo(published());
    expect(body.get('TopicArn')).toBe(topicArn);
    expect(body.get('Message')).toBe(`${notification.subject}\n\n${notification.text}\n\nExecution: exec-1\n`);
    const attributes = [1, 2, 3].map((number) => [
      body.get(`MessageAttributes.entry.${number}.Name`),
      body.get(`MessageAttributes.entry.${number}.Value.StringValue`),
    ]);
    expect(Object.fromEntries(attributes)).toEqual({
      planName: 'Größe',
      executionType: 'DRILL',
      executionId: 'exec-1',
    });
  });

  it('gets a subject that SNS takes: plain characters, less than a hundred', async () => {
    expect((await publishTo(published())).get('Subject')).toBe('DRILL of "Gr?e": wave 1 waits for approval');
    const long = await publishTo(published(), `DRILL of "${'x'.repeat(200)}"`);
    expect(long.get('Subject')).toHaveLength(99);
  });

  it('that refuses is an error for whoever called', async () => {
    const refused = new Response('<ErrorResponse><Error><Code>AuthorizationError</Code></Error></ErrorResponse>', {
      status: 403,
    });
    await expect(publishTo(refused)).rejects.toThrow();
  });
});

describe('the webhook', () => {
  const secret = 'a-secret-of-the-receiver';
  const clock = createVirtualClock();
  const send = async (answer: Response) => {
    const seen: { signature: string; body: string }[] = [];
    const webhook = createWebhook({
      url: 'https://hooks.example.com/breakwater',
      secret,
      clock,
      fetch: async (request) => {
        seen.push({ signature: request.headers.get(signatureHeader) ?? '', body: await request.text() });
        return answer;
      },
    });
    await webhook.send({ id: 'm-1', text: notification.text });
    return seen[0] ?? { signature: '', body: '' };
  };

  it('is signed, so that its receiver can tell it from anybody else’s', async () => {
    const { signature, body } = await send(new Response('ok'));
    expect(z.json().parse(JSON.parse(body))).toEqual({ id: 'm-1', time: clock.now(), text: notification.text });
    const [, time, hex] = /^t=([^,]+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
    expect(time).toBe(clock.now());
    expect(hex).toBe(createHmac('sha256', secret).update(`${time}.${body}`).digest('hex'));
  });

  it('that is not taken has failed, and is sent again by whoever has the message', async () => {
    await expect(send(new Response('no', { status: 500 }))).rejects.toThrow('HTTP 500');
  });

  it.each<[string, string, string]>([
    ['an address without TLS', 'http://hooks.example.com', secret],
    ['an address that is none', 'hooks', secret],
    ['a secret that is easy to guess', 'https://hooks.example.com', 'short'],
  ])('with %s is not set up at all', (_what, url, weak) => {
    expect(() => createWebhook({ url, secret: weak, clock, fetch: async () => new Response() })).toThrow('the webhook');
  });
});
