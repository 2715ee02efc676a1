/**
 * Calls and writes of one moment go one by one, in the order of their names, each when everything has come to rest: not in
 * the order in which a binding comes to them, since the SDK takes more turns of the event loop from a call to the wire.
 */
import type { AroundCall } from '../../support/direct-aws.ts';
import type { VirtualClock } from '../../support/virtual-clock.ts';

/** Resolves when it is the turn of what is so named; `about` tells those of one name apart. */
export type Turn = (name: string, about?: () => string) => Promise<void>;

/** Passes through the event loop, after which the SDK has come to rest, too. */
const REST_PASSES = 10;

interface Waiting {
  readonly key: string;
  readonly go: () => void;
}

export const createTurns = (clock: () => Pick<VirtualClock, 'hold'>): Turn => {
  const waiting: Waiting[] = [];
  let isLettingThrough = false;

  const letThrough = async (): Promise<void> => {
    for (;;) {
      for (let pass = 0; pass < REST_PASSES; pass += 1) await new Promise((resolve) => setImmediate(resolve));
      const next = waiting.toSorted(byKey)[0];
      if (next === undefined) break;
      waiting.splice(waiting.indexOf(next), 1);
      next.go();
    }
    isLettingThrough = false;
  };

  return (name, about = () => '') =>
    new Promise((resolve) => {
      waiting.push({ key: `${name} ${about()}`, go: resolve });
      if (isLettingThrough) return;
      isLettingThrough = true;
      void clock().hold(letThrough());
    });
};

export const inTurn =
  (turn: Turn): AroundCall =>
  async (operation, call, about) => {
    await turn(operation, about);
    return call();
  };

const byKey = (a: Waiting, b: Waiting): number => {
  if (a.key === b.key) return 0;
  return a.key < b.key ? -1 : 1;
};
