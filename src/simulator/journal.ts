import { z } from 'zod';
import { estateSchema, serverSpec } from './estate/schema.ts';
import { activeFault } from './faults/rule.ts';
import { changeEntries } from './world/changes.ts';
import { job } from './world/job.ts';

/** Simulated time `simulatedMs` was at real time `realMs`, and has moved at `speed` since; speed 0 stands still. */
export const anchor = z.object({ simulatedMs: z.number(), realMs: z.number(), speed: z.number().min(0) });
export type Anchor = z.infer<typeof anchor>;

/** Temporary credentials that AssumeRole issued; times in epoch ms of the simulator. */
export const credential = z.object({
  accessKeyId: z.string(),
  accountId: z.string(),
  roleName: z.string(),
  sessionName: z.string(),
  issuedAt: z.number(),
  expiresAt: z.number(),
});
export type Credential = z.infer<typeof credential>;

/**
 * Everything that ever changed, in order. Entries hold results, not requests: a job's whole future is in its entry, so
 * replaying needs no drawing, and a later version of the simulator reads the same past. Kinds and optional members may
 * be added within a version; nothing is taken away.
 */
export const journalEntry = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('created'),
    version: z.literal(1),
    at: z.number(),
    seed: z.string(),
    estate: estateSchema,
  }),
  z.object({ kind: z.literal('clock'), anchor }),
  z.object({ kind: z.literal('job'), job }),
  z.object({ kind: z.literal('job-ended'), jobId: z.string(), at: z.number() }),
  z.object({ kind: z.literal('credential'), credential }),
  z.object({ kind: z.literal('servers'), at: z.number(), servers: z.array(serverSpec) }),
  z.object({ kind: z.literal('fault-added'), fault: activeFault }),
  z.object({ kind: z.literal('fault-used'), id: z.string() }),
  z.object({ kind: z.literal('fault-removed'), id: z.string() }),
  /** Where events are posted; null for nowhere. */
  z.object({ kind: z.literal('event-listener'), url: z.string().nullable() }),
  ...changeEntries,
]);
export type JournalEntry = z.infer<typeof journalEntry>;

/** Where changes are kept. `append` returns when the entry is safe, or throws and then nothing happened. */
export type Journal = {
  /** What earlier runs left, oldest first; read once at the start. */
  readonly entries: readonly JournalEntry[];
  append: (entry: JournalEntry) => void;
};

/** A journal in memory; hand it to a second simulator to see what a restart would see. */
export function memoryJournal(): Journal {
  const entries: JournalEntry[] = [];
  // The copy makes sure that nothing lives on through shared objects, which a file would not keep either.
  return { entries, append: (entry) => void entries.push(structuredClone(entry)) };
}

/** For runs that nobody resumes. */
export const noJournal: Journal = { entries: [], append: () => undefined };
