import { createStore } from './store.ts';

/**
 * Whether the last request had an answer, whatever it said. `sign-in lost`: nothing was asked of the server, since the
 * sign-in gave no next token.
 */
export const connection = createStore<'connected' | 'lost' | 'sign-in lost'>('connected');
