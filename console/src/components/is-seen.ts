import { createStore } from '../data/store.ts';

/** Whether this tab is in front: one behind others asks for nothing. */
export const isSeen = createStore(document.visibilityState === 'visible');

document.addEventListener('visibilitychange', () => isSeen.set(document.visibilityState === 'visible'));
