import { z } from 'zod';

/** What happens to the rest of the plan when a wave FAILED or TIMED_OUT. */
export const failurePolicySchema = z.enum(['stop', 'pause', 'continue']);
