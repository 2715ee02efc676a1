import { z } from 'zod';

/** How old the data was that servers came up with: from the recovery point that DRS launched to the launch. */
export const achievedRpoSchema = z.object({
  /** Of the server with the oldest data. */
  secondsMax: z.number().nonnegative(),
  serverName: z.string(),
  /** Launched servers of which DRS said what it launched; and of which it did not. */
  knownServers: z.int().positive(),
  unknownServers: z.int().nonnegative(),
});
export type AchievedRpo = z.infer<typeof achievedRpoSchema>;

export const partialAchievedRpoShape = {
  /** Absent: nothing is launched, or DRS has not said from when its data is. */
  achievedRpo: achievedRpoSchema.optional(),
  /** Against the plan's `rpoTargetSeconds`; absent when it has none. UNKNOWN: DRS did not say it of every server. */
  rpo: z.enum(['MET', 'MISSED', 'UNKNOWN']).optional(),
};
export type RpoStanding = z.infer<z.ZodObject<typeof partialAchievedRpoShape>>;
