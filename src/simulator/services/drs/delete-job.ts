import { jobStatus } from '../../world/job.ts';
import { conflict } from './errors.ts';
import { findJob } from './find.ts';
import { drsOperation } from './operation.ts';
import { deleteJobRequest } from './shapes.ts';

/** Only a job that has ended can be deleted; its instances stay. */
export const deleteJob = drsOperation({
  name: 'DeleteJob',
  status: 204,
  input: deleteJobRequest,
  run(context, { jobID }) {
    const { world, cell, now } = context;
    const job = findJob(context, jobID, now);
    const status = jobStatus(job, now);
    if (status !== 'COMPLETED') throw conflict(`Job ${jobID} is ${status}; only a COMPLETED job`, jobID, 'job');
    const { accountId, region } = cell;
    world.commit({ kind: 'job-deleted', at: now, accountId, region, jobId: jobID });
    return undefined;
  },
});
