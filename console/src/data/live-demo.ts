import { createStore } from './store.ts';

/** The page holds server and AWS itself: nobody has a shell beside it. Set by the demo before anything is drawn. */
export const isLiveDemo = createStore(false);
