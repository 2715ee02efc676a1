import { findFault } from '../faults/faults.ts';
import type { Cell } from './cell.ts';
import { type Replication, replicationOf } from './replication.ts';
import type { Server } from './server.ts';
import type { World } from './world.ts';

/** A server's replication at a time, with the faults that hold then. */
export function findReplication(world: World, cell: Cell, server: Server, at: number): Replication {
  if (world.faults.length === 0) return replicationOf(server, at);
  const stalled = findFault(world, 'stalled-replication', at, {
    service: 'drs',
    operation: 'replication',
    accountId: cell.accountId,
    region: cell.region,
    concerns: (id) => id === server.id,
  });
  return replicationOf(server, at, stalled?.addedAt);
}
