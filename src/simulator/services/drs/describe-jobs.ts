import { vanishedBy } from '../../faults/vanished.ts';
import type { Cell } from '../../world/cell.ts';
import { isListed, type Job } from '../../world/job.ts';
import { jobView, takeJobLens } from './job-view.ts';
import { drsOperation } from './operation.ts';
import { drsPage, drsPages } from './paging.ts';
import { describeJobsRequest } from './shapes.ts';

type Filters = { jobIDs?: string[] | undefined; fromDate?: number | undefined; toDate?: number | undefined };

/** Newest first. An id that is unknown, or of another account, is simply not in the answer. */
export const describeJobs = drsOperation({
  name: 'DescribeJobs',
  input: describeJobsRequest,
  run(context, input) {
    const { cell, asOf } = context;
    const lens = takeJobLens(context);
    const filters = input.filters ?? {};
    const place = new Map<Job, number>();
    return drsPage<Job>(
      input,
      {
        operation: 'DescribeJobs',
        filters: input.filters,
        limits: drsPages.jobs,
        position: (job) => place.get(job) ?? 0,
        *from(position) {
          for (const [index, job] of candidates(cell, filters, position)) {
            if (!isListed(job, asOf) || !inDates(job, filters) || vanishedBy(context, job) !== undefined) continue;
            place.set(job, index);
            yield job;
          }
        },
      },
      (job) => jobView(cell, job, asOf, lens),
    );
  },
});

/** Jobs with their places in the cell, from a place downwards. */
function* candidates(cell: Cell, { jobIDs }: Filters, from = cell.jobList.length - 1): Iterable<[number, Job]> {
  if (jobIDs === undefined || jobIDs.length === 0) {
    for (let index = from; index >= 0; index -= 1) {
      const job = cell.jobList[index];
      if (job !== undefined) yield [index, job];
    }
    return;
  }
  const named = [...new Set(jobIDs)].flatMap((id) => cell.jobs.get(id) ?? []);
  // Creation order is the order of the list; equal times keep the order of the ids, which is stable for one request.
  const ordered = named.sort((a, b) => b.createdAt - a.createdAt || (a.jobId < b.jobId ? 1 : -1));
  const count = ordered.length;
  for (const [index, job] of ordered.entries()) {
    const place = count - 1 - index;
    if (place <= from) yield [place, job];
  }
}

function inDates(job: Job, { fromDate, toDate }: Filters): boolean {
  return (fromDate === undefined || job.createdAt >= fromDate) && (toDate === undefined || job.createdAt <= toDate);
}
