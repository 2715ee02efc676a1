import { createTerminateJob } from '../../world/create-job.ts';
import { refuseHeldServer, refuseOverQuota } from './admission.ts';
import { findRecoveryInstance } from './find.ts';
import { jobView } from './job-view.ts';
import { drsOperation } from './operation.ts';
import { terminateRecoveryInstancesRequest } from './shapes.ts';

/** Starts a job of type TERMINATE; the instances are gone when their servers are TERMINATED in it. */
export const terminateRecoveryInstances = drsOperation({
  name: 'TerminateRecoveryInstances',
  input: terminateRecoveryInstancesRequest,
  run(context, { recoveryInstanceIDs }) {
    const { now } = context;
    const instances = [...new Set(recoveryInstanceIDs)].map((id) => {
      const instance = findRecoveryInstance(context, id, now);
      refuseHeldServer(instance.server, now);
      return instance;
    });
    refuseOverQuota(context, instances.length);
    return { job: jobView(context.cell, createTerminateJob(context, instances), now) };
  },
});
