import { createTerminateJob } from '../../world/create-job.ts';
import { isRecoveryInstance } from '../../world/instance.ts';
import { refuseHeldServer, refuseOverQuota } from './admission.ts';
import { notFound } from './errors.ts';
import { jobView } from './job-view.ts';
import { drsOperation } from './operation.ts';
import { terminateRecoveryInstancesRequest } from './shapes.ts';

/** Starts a job of type TERMINATE; the instances are gone when their servers are TERMINATED in it. */
export const terminateRecoveryInstances = drsOperation({
  name: 'TerminateRecoveryInstances',
  input: terminateRecoveryInstancesRequest,
  run(context, { recoveryInstanceIDs }) {
    const { cell, now } = context;
    const instances = [...new Set(recoveryInstanceIDs)].map((id) => {
      const instance = cell.instances.get(id);
      if (instance === undefined || !isRecoveryInstance(instance, now)) {
        throw notFound(`Recovery instance ${id} does not exist`, id, 'recovery-instance');
      }
      refuseHeldServer(instance.server, now);
      return instance;
    });
    refuseOverQuota(context, instances.length);
    return { job: jobView(createTerminateJob(context, instances), now) };
  },
});
