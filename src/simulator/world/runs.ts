import { z } from 'zod';

/** How long what is run takes, how it ends, and how much it writes: its name says so (`slow-…`, `fail-…`, `verbose-…`). */
const runSeconds = 20;
const slowSeconds = 300;

const run = { at: z.number(), endsAt: z.number(), fails: z.boolean(), documentName: z.string() };
const parameters = z.record(z.string(), z.array(z.string()));

/** One run of an SSM Automation runbook. */
export const automation = z.object({
  ...run,
  automationId: z.string(),
  clientToken: z.string().optional(),
  parameters,
});
export type Automation = z.infer<typeof automation>;

/** One SSM command, on all its instances alike. */
export const command = z.object({
  ...run,
  commandId: z.string(),
  comment: z.string(),
  instanceIds: z.array(z.string()),
  parameters,
});
export type Command = z.infer<typeof command>;

/** One call of a Lambda function. */
export const functionCall = z.object({ at: z.number(), functionName: z.string(), payload: z.string() });
export type FunctionCall = z.infer<typeof functionCall>;

/** The last part of a name or ARN says what becomes of it. */
const shortName = (name: string): string => name.split(/[:/]/).at(-1) ?? name;
export const isSlow = (name: string): boolean => shortName(name).startsWith('slow-');
export const isFailing = (name: string): boolean => shortName(name).startsWith('fail-');
/** Of a function: it says itself that it failed. */
export const isRefusing = (name: string): boolean => shortName(name).startsWith('refuse-');
export const isVerbose = (name: string): boolean => shortName(name).startsWith('verbose-');
export const isMissing = (name: string): boolean => shortName(name).startsWith('missing-');

export const runOf = (documentName: string, at: number) => ({
  at,
  endsAt: at + (isSlow(documentName) ? slowSeconds : runSeconds) * 1000,
  fails: isFailing(documentName),
  documentName,
});

/** SSM's words for it at a time. */
export const runStatus = (
  { endsAt, fails }: { endsAt: number; fails: boolean },
  now: number,
): 'InProgress' | 'Failed' | 'Success' => (now < endsAt ? 'InProgress' : fails ? 'Failed' : 'Success');
