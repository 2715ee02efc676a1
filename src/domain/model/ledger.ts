import { z } from 'zod';
import { purposeSchema } from './execution.ts';

/** Our own use of the quotas of one account and Region: one reservation per job of any execution that may be running. */
export const reservationSchema = z.object({
  executionId: z.string(),
  jobKey: z.string(),
  serverCount: z.int().positive(),
  /** LAUNCH when absent. */
  purpose: purposeSchema.optional(),
  /** Known once DRS accepted the job. */
  jobId: z.string().optional(),
});
export type Reservation = z.infer<typeof reservationSchema>;

export const ledgerSchema = z.object({ reservations: z.array(reservationSchema) });
export type Ledger = z.infer<typeof ledgerSchema>;

export const emptyLedger: Ledger = { reservations: [] };
