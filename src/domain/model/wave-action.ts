/** What a plan has done before a wave is launched, or after its servers are up, besides the launch itself. */
import { z } from 'zod';
import { limits } from '../limits.ts';
import { executionTypeSchema } from './execution.ts';
import { accountIdSchema, descriptionSchema, nameSchema, regionSchema } from './identifiers.ts';

const anyShape = {
  actionName: nameSchema.describe('Unique within the wave, upper and lower case being the same'),
  description: descriptionSchema.default('').describe('For people: what it is for'),
  required: z
    .boolean()
    .default(true)
    .describe('When it fails the wave FAILED, and `onFailure` says what follows; otherwise a warning is all'),
  executionTypes: z
    .array(executionTypeSchema)
    .min(1, 'name at least one of DRILL and RECOVERY')
    .default(['DRILL', 'RECOVERY'])
    .describe('In which executions it runs'),
};

const timeoutMinutes = (byDefault: number) =>
  z
    .int()
    .min(1)
    .max(limits.actionTimeoutMinutesMax)
    .default(byDefault)
    .describe('It is TIMED_OUT when it has not succeeded in this time; of an approval, how long it may be given');

const retries = z
  .int()
  .min(0)
  .max(limits.actionRetriesMax)
  .default(0)
  .describe('Further tries after one that failed. One that timed out may still run, and is not repeated');

const placeShape = {
  accountId: accountIdSchema
    .optional()
    .describe("Where it runs; where the wave's servers are when absent, which must be one place then"),
  region: regionSchema.optional().describe('The Region of it; needed with `accountId`'),
};

const parameters = z
  .record(z.string().min(1).max(256), z.array(z.string().max(limits.actionTextCharacters)).max(50))
  .default({})
  .describe('Lists of text by name. `{instanceIds}` and the other words in braces are replaced');

const documentShape = {
  documentName: z
    .string()
    .regex(/^[\w.:/-]{3,1600}$/, 'a name or ARN of an SSM document')
    .describe('The SSM document that is run'),
  documentVersion: z
    .string()
    .regex(/^(\$LATEST|\$DEFAULT|[1-9]\d*)$/, '$LATEST, $DEFAULT or a number')
    .optional()
    .describe("The default version's number when absent"),
  parameters,
};

/** Text in which words in braces are replaced: see `domain/action-words`. */
const template = (max: number) => z.string().min(1, 'must not be empty').max(max);

export const waveActionSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('WAIT').describe('Lets a fixed time pass'),
    ...anyShape,
    minutes: z.int().min(1).max(limits.actionTimeoutMinutesMax).describe('How long'),
  }),
  z.strictObject({
    kind: z.literal('APPROVAL').describe('Waits until a person approves; one that nobody gives in time has failed'),
    ...anyShape,
    timeoutMinutes: timeoutMinutes(limits.approvalTimeoutMinutesDefault),
  }),
  z.strictObject({
    kind: z.literal('HTTP_CHECK').describe('Asks again and again until the answer is as wanted: serving, not launched'),
    ...anyShape,
    url: template(2000).describe(
      'http or https, asked from where Breakwater runs. With `{privateIp}` or another word of a server it is asked for each launched server',
    ),
    expectedStatus: z.int().min(100).max(599).default(200).describe('The HTTP status of the answer'),
    bodyContains: z
      .string()
      .min(1)
      .max(1000)
      .optional()
      .describe('Text in the first 64 KiB of the answer; anything when absent'),
    timeoutMinutes: timeoutMinutes(limits.checkTimeoutMinutesDefault),
  }),
  z.strictObject({
    kind: z.literal('TCP_CHECK').describe('Connects again and again until it is accepted'),
    ...anyShape,
    host: template(300).describe('A name, an address, or a word of a server in braces: then each launched server'),
    port: z.int().min(1).max(65_535).describe('The TCP port'),
    timeoutMinutes: timeoutMinutes(limits.checkTimeoutMinutesDefault),
  }),
  z.strictObject({
    kind: z.literal('SSM_AUTOMATION').describe('Runs an Automation runbook once'),
    ...anyShape,
    ...documentShape,
    ...placeShape,
    timeoutMinutes: timeoutMinutes(limits.actionTimeoutMinutesDefault),
    retries,
  }),
  z.strictObject({
    kind: z.literal('SSM_COMMAND').describe('Runs a Command document on each launched instance of the wave'),
    ...anyShape,
    ...documentShape,
    timeoutMinutes: timeoutMinutes(limits.actionTimeoutMinutesDefault),
    retries,
  }),
  z.strictObject({
    kind: z.literal('LAMBDA').describe('Calls a Lambda function, perhaps more than once with the same idempotency id'),
    ...anyShape,
    functionName: z
      .string()
      .regex(/^[\w:$-]{1,170}$/, 'a name, an alias or an ARN of a Lambda function')
      .describe('The function: it answers within 20 s, or says that it is still at work'),
    input: z
      .record(z.string().min(1).max(256), z.string().max(limits.actionTextCharacters))
      .default({})
      .describe('Given to the function as `input`, beside what Breakwater says'),
    ...placeShape,
    timeoutMinutes: timeoutMinutes(limits.actionTimeoutMinutesDefault),
    retries,
  }),
]);
export type WaveAction = z.infer<typeof waveActionSchema>;

export const actionList = z
  .array(waveActionSchema)
  .max(limits.actionsPerPhase, `at most ${limits.actionsPerPhase} actions`);

export const waveActionsSchema = z.strictObject({
  before: actionList
    .default([])
    .describe('One after the other, once the wave may start (its gate is open), before its first server is launched'),
  after: actionList
    .default([])
    .describe('One after the other, once the servers are up; what depends on the wave starts when they have passed'),
});
/** As people write them: without what says nothing more than the default. */
export type WaveActionsInput = z.input<typeof waveActionsSchema>;
