import { type FaultScope, takeFault } from '../faults/faults.ts';
import type { World } from '../world/world.ts';
import type { DrsEvent } from './drs-event.ts';
import { TimeQueue } from './time-queue.ts';
import type { TimedEvent, Timeline } from './timeline.ts';

/** Is told of events, one after the other; must not throw. */
export type EventListener = (event: DrsEvent) => void;

/**
 * Tells listeners what is due, at best effort as EventBridge does, and worse when faults say so.
 * D1: without faults each event is told once, in the order of their times.
 * D2: nobody is told of what was due before they listened.
 */
export class Delivery {
  readonly #world: World;
  readonly #timeline: Timeline;
  readonly #listeners = new Set<EventListener>();
  /** Events that faults hold back. Those of one entry are told together. */
  readonly #held = new TimeQueue<DrsEvent[]>();
  /** The batch that is open for reordering, and until when. */
  #open: { until: number; events: DrsEvent[] } | undefined;

  constructor(world: World, timeline: Timeline) {
    this.#world = world;
    this.#timeline = timeline;
  }

  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  /** Returns what ends the listening. */
  listen(listener: EventListener, now: number): () => void {
    this.deliver(now);
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  nextAt(): number | undefined {
    const times = [this.#timeline.nextAt(), this.#held.nextAt()].filter((at) => at !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  deliver(now: number): void {
    const next = this.nextAt();
    if (next === undefined || next > now) return;
    for (const { at, event, server } of this.#timeline.takeUntil(now)) {
      if (!this.hasListeners) continue;
      this.#release(at);
      this.#send({ at, event, server });
    }
    this.#release(now);
  }

  /** What was held back until a time. */
  #release(until: number): void {
    for (const { item } of this.#held.takeUntil(until)) this.#tell(item);
  }

  #send({ at, event, server }: TimedEvent): void {
    const scope: FaultScope = {
      service: 'drs',
      operation: 'event',
      accountId: event.account,
      region: event.region,
      detailType: event['detail-type'],
      concerns: (id) => id === server.id,
    };
    if (takeFault(this.#world, 'drop-event', at, scope) !== undefined) return;
    const delay = takeFault(this.#world, 'delay-event', at, scope);
    const reorder = takeFault(this.#world, 'reorder-events', at, scope);
    const isDoubled = takeFault(this.#world, 'duplicate-event', at, scope) !== undefined;
    const events = isDoubled ? [event, event] : [event];
    if (delay !== undefined) this.#held.add(at + delay.delaySeconds * 1000, events);
    else if (reorder !== undefined) this.#batch(at, reorder.withinSeconds * 1000, events);
    else this.#tell(events);
  }

  /** Events of one batch are told at its end, the newest first. */
  #batch(at: number, withinMs: number, events: DrsEvent[]): void {
    if (this.#open === undefined || at >= this.#open.until) {
      this.#open = { until: at + withinMs, events: [] };
      this.#held.add(this.#open.until, this.#open.events);
    }
    this.#open.events.unshift(...events);
  }

  #tell(events: readonly DrsEvent[]): void {
    for (const event of events) for (const listener of this.#listeners) listener(event);
  }
}
