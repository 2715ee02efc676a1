/** E-mail addresses that AWS sends the topic's messages to. Each throws what AWS refused. */
export interface EmailSubscriptions {
  /** Asks the address to confirm, and gives the name of the subscription: it waits until then, with this filter. */
  subscribe(email: string, filter: EmailFilter): Promise<string>;
  /** Only messages that pass the filter are sent from now on. `gone`: there is no such subscription any more. */
  setFilter(subscriptionName: string, filter: EmailFilter): Promise<'set' | 'gone'>;
  /** One that is gone, or was never confirmed (and so will vanish), is no failure. */
  unsubscribe(subscriptionName: string): Promise<void>;
}

/**
 * What an address is sent: messages of these plans, of all events when none is named. Any of them is enough; without
 * one nothing passes. SNS takes 150 values in all (plans, times events where they are named).
 */
export type EmailFilter = readonly { readonly planIds: readonly string[]; readonly events?: readonly string[] }[];
