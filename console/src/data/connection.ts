import { createStore } from './store.ts';

/** Whether the last request had an answer, whatever it said. */
export const connection = createStore<'connected' | 'lost'>('connected');
