import { z } from 'zod';
import {
  arn,
  boolean,
  dateTime,
  jobId,
  list,
  recoveryInstanceId,
  sourceServerId,
  tagsMap,
  text,
  whole,
} from './text-shapes.ts';

/** Request shapes of the DRS API model (2020-02-26). */
export const pageRequest = {
  maxResults: whole(1).optional(),
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

const accountId = text(12, 12, '.*[0-9]{12,}.*');
const sourceServerArn = text(20, 2048, 'arn:(?:[0-9a-zA-Z_-]+:){3}([0-9]{12,}):source-server/(s-[0-9a-zA-Z]{17})');

const atMost = (max: number) => whole(1).max(max, { error: `must be less than or equal to ${max}` });

export const listExtensibleSourceServersRequest = z.object({
  stagingAccountID: accountId,
  ...pageRequest,
  maxResults: atMost(300).optional(),
});
/** Its members travel in the URL, as text. */
export const listStagingAccountsRequest = z.object({
  ...pageRequest,
  maxResults: z
    .string()
    .transform((value) => (/^[0-9]+$/.test(value) ? Number(value) : Number.NaN))
    .pipe(atMost(50))
    .optional(),
});
export const createExtendedSourceServerRequest = z.object({ sourceServerArn, tags: tagsMap.optional() });

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
  tags: tagsMap.optional(),
});

export const terminateRecoveryInstancesRequest = z.object({ recoveryInstanceIDs: list(recoveryInstanceId, 1, 200) });

export const recoveryInstanceRequest = z.object({ recoveryInstanceID: recoveryInstanceId });

export const deleteJobRequest = z.object({ jobID: jobId });

export const listTagsRequest = z.object({ resourceArn: arn });
export const tagRequest = z.object({ resourceArn: arn, tags: tagsMap });
export const untagRequest = z.object({ resourceArn: arn, tagKeys: list(text(0, 256)) });
