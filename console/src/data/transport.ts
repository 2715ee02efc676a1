import type { Fetch } from '../../../src/api/exchange.ts';
import { createStore } from './store.ts';

/** What carries a request to the API: the network, but in the live demo, whose page holds the API itself. */
export const transport = createStore<Fetch>((input, init) => fetch(input, init));
