import { test } from 'vitest';
import { expectNightsToHold } from './support/expect-nights-to-hold.ts';

test(
  'every invariant holds at every write of nights 251 to 500 under faults, and then everything ends',
  {
    timeout: 600_000,
  },
  () => expectNightsToHold(251, 500),
);
