import { refuseHeldServer } from './admission.ts';
import { conflict } from './errors.ts';
import { findRecoveryInstance } from './find.ts';
import { drsOperation } from './operation.ts';
import { recoveryInstanceRequest } from './shapes.ts';

/** DRS stops replicating from it; it is still the recovery instance of its server. Twice is as good as once. */
export const disconnectRecoveryInstance = drsOperation({
  name: 'DisconnectRecoveryInstance',
  input: recoveryInstanceRequest,
  run(context, { recoveryInstanceID }) {
    const { world, cell, now } = context;
    const instance = findRecoveryInstance(context, recoveryInstanceID, now);
    refuseHeldServer(instance.server, now);
    if (instance.disconnectedAt === undefined) {
      const { accountId, region } = cell;
      const kind = 'recovery-instance-disconnected';
      world.commit({ kind, at: now, accountId, region, instanceId: recoveryInstanceID });
    }
    return undefined;
  },
});

/**
 * DRS forgets it, and EC2 does not: it runs on, and no later launch deletes it. It must be disconnected first (API
 * model).
 */
export const deleteRecoveryInstance = drsOperation({
  name: 'DeleteRecoveryInstance',
  input: recoveryInstanceRequest,
  run(context, { recoveryInstanceID }) {
    const { world, cell, now } = context;
    const instance = findRecoveryInstance(context, recoveryInstanceID, now);
    refuseHeldServer(instance.server, now);
    if (instance.disconnectedAt === undefined) {
      const message = `Recovery instance ${recoveryInstanceID} must be disconnected before it is deleted`;
      throw conflict(message, recoveryInstanceID, 'recovery-instance');
    }
    const { accountId, region } = cell;
    world.commit({
      kind: 'recovery-instance-deleted',
      at: now,
      accountId,
      region,
      instanceId: recoveryInstanceID,
    });
    return undefined;
  },
});
