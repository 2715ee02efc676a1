import { isoTime } from '../../iso.ts';
import { type JobLogItem, jobLog } from '../../world/job-log.ts';
import { notFound } from './errors.ts';
import { drsOperation } from './operation.ts';
import { drsPage, drsPages } from './paging.ts';
import { describeJobLogItemsRequest } from './shapes.ts';

/** Oldest first, up to now. */
export const describeJobLogItems = drsOperation({
  name: 'DescribeJobLogItems',
  input: describeJobLogItemsRequest,
  run(context, input) {
    const { cell, asOf } = context;
    const job = cell.jobs.get(input.jobID);
    if (job === undefined || job.createdAt > asOf)
      throw notFound(`Job ${input.jobID} does not exist`, input.jobID, 'job');
    const items = jobLog(job);
    return drsPage(
      input,
      {
        operation: 'DescribeJobLogItems',
        filters: input.jobID,
        limits: drsPages.jobLogItems,
        position: (item) => item.position,
        *from(position = 0) {
          for (const item of items) if (item.position >= position && item.at <= asOf) yield item;
        },
      },
      logItemView,
    );
  },
});

/** Shape: JobLog of the API model. */
function logItemView({ at, event, data }: JobLogItem): object {
  return { logDateTime: isoTime(at), event, eventData: data };
}
