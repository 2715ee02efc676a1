import { isoTime } from '../../iso.ts';
import { type JobLogItem, jobLog } from '../../world/job-log.ts';
import { findJob } from './find.ts';
import { drsOperation } from './operation.ts';
import { drsPage, drsPages } from './paging.ts';
import { describeJobLogItemsRequest } from './shapes.ts';

/** Oldest first, up to now. */
export const describeJobLogItems = drsOperation({
  name: 'DescribeJobLogItems',
  input: describeJobLogItemsRequest,
  run(context, input) {
    const { asOf } = context;
    const items = jobLog(findJob(context, input.jobID, asOf));
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
