/** A sign-in that one tab began and another came back from: the answer goes to the tab that holds its secret. */
import { z } from 'zod';
import { hostedSignIn } from './sign-in.ts';

const channelName = 'breakwater.sign-in';
const takenMilliseconds = 3_000;

const messageSchema = z.union([z.object({ answered: z.string() }), z.object({ taken: z.string() })]);

/** `search`: what the sign-in answered. False when no tab says that it was its own. */
export function handOver(search: string): Promise<boolean> {
  const query = new URLSearchParams(search);
  if (!query.has('code') || !query.has('state')) return Promise.resolve(false);
  const channel = new BroadcastChannel(channelName);
  return new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), takenMilliseconds);
    channel.addEventListener('message', ({ data }) => {
      const message = messageSchema.safeParse(data).data;
      if (message === undefined || !('taken' in message) || message.taken !== search) return;
      clearTimeout(timer);
      resolve(true);
    });
    channel.postMessage({ answered: search });
  }).finally(() => channel.close());
}

/** Until what it gives is called. An answer to somebody else's attempt is let pass. */
export function takeAnswers(onSignedIn: () => void): () => void {
  const channel = new BroadcastChannel(channelName);
  const take = async (search: string): Promise<void> => {
    if ((await hostedSignIn.finish(search)) === undefined) return;
    channel.postMessage({ taken: search });
    onSignedIn();
  };
  channel.addEventListener('message', ({ data }) => {
    const message = messageSchema.safeParse(data).data;
    if (message !== undefined && 'answered' in message) take(message.answered).catch(() => undefined);
  });
  return () => channel.close();
}
