import type { PostEvent } from '../control/event-listener.ts';

/** A listener that takes longer has lost the event. */
const timeoutMs = 5000;

/** POSTs an event as JSON. A redirect is a failure: it could lead off this machine. */
export const postEvent: PostEvent = async (url, event) => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(event),
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`the listener answered ${answer.status}`);
};
