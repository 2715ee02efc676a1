import { z } from 'zod';
import type { PublishedMessage, Subscription } from '../world/messages.ts';
import type { World } from '../world/world.ts';
import { InvalidInput } from './invalid-input.ts';

/** Who confirms: what a person does by the link in SNS's mail. */
export const confirmInput = z.strictObject({ confirm: z.string().min(1) });

export type MessageReport = { messages: PublishedMessage[]; subscriptions: Subscription[] };

/** What SNS was given and has delivered, oldest first, and who is subscribed. */
export type MessageControl = {
  report: () => MessageReport;
  /** All that waits at this address. Throws `InvalidInput` when nothing does. */
  confirm: (endpoint: string) => void;
};

export function messageControl(world: World, now: () => number): MessageControl {
  const cells = () => [...world.cells.values()];
  return {
    report: () => ({
      messages: cells().flatMap((cell) => cell.messages),
      subscriptions: cells().flatMap((cell) => [...cell.subscriptions.values()]),
    }),
    confirm(endpoint) {
      const waiting = cells().flatMap((cell) =>
        [...cell.subscriptions.values()]
          .filter((one) => one.endpoint === endpoint && !one.confirmed)
          .map((one) => ({ cell, one })),
      );
      if (waiting.length === 0) throw new InvalidInput(`confirm: nothing waits for ${endpoint}`);
      for (const { cell, one } of waiting) {
        const { accountId, region } = cell;
        const subscription = { ...one, confirmed: true };
        world.commit({ kind: 'subscription', at: now(), accountId, region, subscription });
      }
    },
  };
}
