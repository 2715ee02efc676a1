import type { SimulatorClock } from '../clock.ts';
import type { World } from '../world/world.ts';
import { Delivery, type EventListener } from './delivery.ts';
import { Timeline } from './timeline.ts';

/** Events of DRS as EventBridge delivers them. */
export type EventFeed = {
  /** Is told of events from now on; returns what ends that. A listener must not throw. */
  listen: (listener: EventListener) => () => void;
  /** Tells what is due now. Only for a host whose clock cannot wait; every call and every change does it too. */
  deliver: () => void;
  /** When the next event falls due (epoch ms). */
  nextAt: () => number | undefined;
};

/** Events arise when time has passed: they are told when anybody looks at the clock, or by a timer of the clock. */
export function createEventFeed(world: World, clock: SimulatorClock): EventFeed {
  const timeline = new Timeline(world, clock.now());
  const delivery = new Delivery(world, timeline);
  world.watch((entry) => timeline.changed(entry, clock.now()));
  let armedFor: number | undefined;

  const arm = (): void => {
    const next = delivery.nextAt();
    if (clock.canWait === false || !delivery.hasListeners || next === undefined) return;
    if (armedFor !== undefined && armedFor <= next) return;
    armedFor = next;
    // Whole milliseconds: a clock that counts in them must not come back too early, again and again.
    void clock.wait(Math.max(1, Math.ceil(next - clock.now()))).then(() => {
      if (armedFor === next) armedFor = undefined;
      deliver();
    });
  };
  const deliver = (): void => {
    delivery.deliver(clock.now());
    arm();
  };
  return {
    deliver,
    nextAt: () => delivery.nextAt(),
    listen(listener) {
      const stop = delivery.listen(listener, clock.now());
      arm();
      return stop;
    },
  };
}
