import { createStore } from '../data/store.ts';

/** As narrow as a phone, where a table has no room for its columns. */
const narrow = globalThis.matchMedia('(max-width: 688px)');

export const isNarrow = createStore(narrow.matches);
narrow.addEventListener('change', ({ matches }) => isNarrow.set(matches));
