import { deepFreeze } from '../domain/deep-freeze.ts';
import type { Json } from '../ports/item-store.ts';

/** A page that somebody looks at is read every few seconds; so many of them are kept. */
const VIEWS_MAX = 500;

interface Kept<View> {
  readonly bodies: readonly (Json | undefined)[];
  readonly view: View;
}

/**
 * Views that were made of stored bodies and of nothing else: while a store gives the very same bodies, the view is the same
 * one, frozen. What was asked for longest ago is forgotten first.
 */
export const createKeptViews = <View>() => {
  const kept = new Map<string, Kept<View>>();
  return (id: string, bodies: readonly (Json | undefined)[], make: () => View): View => {
    const known = kept.get(id);
    const isSame =
      known !== undefined &&
      known.bodies.length === bodies.length &&
      bodies.every((body, position) => body === known.bodies[position]);
    const now = isSame ? known : { bodies, view: deepFreeze(make()) };
    kept.delete(id);
    kept.set(id, now);
    const [oldest] = kept.size > VIEWS_MAX ? kept.keys() : [];
    if (oldest !== undefined) kept.delete(oldest);
    return now.view;
  };
};
