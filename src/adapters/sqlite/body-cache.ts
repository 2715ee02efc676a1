import { deepFreeze } from '../../domain/deep-freeze.ts';
import type { Json } from '../../ports/item-store.ts';

/** Of all texts together; what is made of them takes a few times as much memory. */
const CHARACTERS_MAX = 8_000_000;

interface Known {
  readonly text: string;
  readonly body: Json;
}

/**
 * Bodies as JSON gives them, frozen. An item that still has the text of its last reading gives the same body as then, so
 * that readers can keep what they made of it. What was read longest ago is forgotten first.
 */
export const createBodyCache = (charactersMax = CHARACTERS_MAX): ((name: string, text: string) => Json) => {
  const bodies = new Map<string, Known>();
  let characters = 0;

  const forget = (name: string): void => {
    characters -= bodies.get(name)?.text.length ?? 0;
    bodies.delete(name);
  };

  const keep = (name: string, known: Known): Json => {
    forget(name);
    bodies.set(name, known);
    characters += known.text.length;
    for (const oldest of bodies.keys()) {
      if (characters <= charactersMax) break;
      forget(oldest);
    }
    return known.body;
  };

  return (name, text) => {
    const known = bodies.get(name);
    if (known?.text === text) return keep(name, known);
    const body: Json = JSON.parse(text);
    return keep(name, { text, body: deepFreeze(body) });
  };
};
