import { z } from 'zod';

/** Request shapes of the DRS API model (2020-02-26): lengths, patterns and bounds as it states them. */
function text(min: number, max: number, pattern?: string): z.ZodString {
  const bounded = z
    .string({ error: 'must be a string' })
    .min(min, { error: `must have length greater than or equal to ${min}` })
    .max(max, { error: `must have length less than or equal to ${max}` });
  if (pattern === undefined) return bounded;
  return bounded.regex(new RegExp(`^(?:${pattern})$`), {
    error: `must satisfy regular expression pattern: ${pattern}`,
  });
}

function list<T extends z.ZodType>(member: T, min = 0, max = Number.MAX_SAFE_INTEGER): z.ZodArray<T> {
  return z
    .array(member, { error: 'must be a list' })
    .min(min, { error: `must have length greater than or equal to ${min}` })
    .max(max, { error: `must have length less than or equal to ${max}` });
}

const dateTime = text(
  19,
  32,
  '[1-9][0-9]*-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([0-1][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?Z',
).transform((value) => Date.parse(value));

const sourceServerId = text(19, 19, 's-[0-9a-zA-Z]{17}');
const jobId = text(24, 24, 'drsjob-[0-9a-zA-Z]{17}');
const recoveryInstanceId = text(10, 19, 'i-[0-9a-fA-F]{8,}');
const boolean = z.boolean({ error: 'must be true or false' });

export const pageRequest = {
  maxResults: z.int({ error: 'must be an integer' }).min(1, { error: 'must be greater than or equal to 1' }).optional(),
  nextToken: text(0, 2048).optional(),
};

export const describeSourceServersRequest = z.object({
  filters: z
    .object({
      sourceServerIDs: list(sourceServerId, 0, 200).optional(),
      hardwareId: text(0, 256).optional(),
      stagingAccountIDs: list(text(12, 12, '.*[0-9]{12,}.*'), 0, 200).optional(),
    })
    .optional(),
  ...pageRequest,
});

export const describeJobsRequest = z.object({
  filters: z
    .object({ jobIDs: list(jobId, 0, 1000).optional(), fromDate: dateTime.optional(), toDate: dateTime.optional() })
    .optional(),
  ...pageRequest,
});

export const describeJobLogItemsRequest = z.object({ jobID: jobId, ...pageRequest });

export const describeRecoveryInstancesRequest = z.object({
  filters: z
    .object({
      recoveryInstanceIDs: list(recoveryInstanceId, 0, 200).optional(),
      sourceServerIDs: list(sourceServerId).optional(),
    })
    .optional(),
  ...pageRequest,
});

export const describeRecoverySnapshotsRequest = z.object({
  sourceServerID: sourceServerId,
  filters: z.object({ fromDateTime: dateTime.optional(), toDateTime: dateTime.optional() }).optional(),
  order: z.enum(['ASC', 'DESC'], { error: 'must be ASC or DESC' }).optional(),
  ...pageRequest,
});

export const startRecoveryRequest = z.object({
  sourceServers: list(
    z.object({ sourceServerID: sourceServerId, recoverySnapshotID: text(21, 21, 'pit-[0-9a-zA-Z]{17}').optional() }),
    1,
    200,
  ),
  isDrill: boolean.optional(),
  tags: z.record(text(0, 256), text(0, 256), { error: 'must be a map of strings' }).optional(),
});

export const terminateRecoveryInstancesRequest = z.object({ recoveryInstanceIDs: list(recoveryInstanceId, 1, 200) });
