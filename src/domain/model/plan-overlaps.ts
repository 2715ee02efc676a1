import { z } from 'zod';
import { instantSchema } from './identifiers.ts';
import { scopeSchema } from './scope.ts';

/** Other plans over the same servers. That is allowed: whichever starts first holds them. */
export const planOverlapsSchema = z.object({
  plans: z.array(
    z.object({
      planId: z.string(),
      planName: z.string(),
      /** Servers that both plans launch. */
      serverCount: z.int().positive(),
      /** The first hundred of them. */
      serverNames: z.array(z.string()),
    }),
  ),
  /** How old the oldest part of the inventory is that this goes by; absent when the plan has no servers anywhere. */
  observedTime: instantSchema.optional(),
  /** Accounts and Regions of the plan that nobody has seen yet: what is shared there is not known. */
  unseen: z.array(scopeSchema),
});
export type PlanOverlaps = z.infer<typeof planOverlapsSchema>;
