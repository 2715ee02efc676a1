import { vanishedBy } from '../../faults/vanished.ts';
import type { Cell } from '../../world/cell.ts';
import { type Instance, isRecoveryInstance } from '../../world/instance.ts';
import { drsOperation } from './operation.ts';
import { drsPage, drsPages, forwards } from './paging.ts';
import { recoveryInstanceView } from './recovery-instance-view.ts';
import { describeRecoveryInstancesRequest } from './shapes.ts';

type Filters = { recoveryInstanceIDs?: string[] | undefined; sourceServerIDs?: string[] | undefined };

/** Oldest first; only instances that are launched and not deleted by a job. Both filters together must both hold. */
export const describeRecoveryInstances = drsOperation({
  name: 'DescribeRecoveryInstances',
  input: describeRecoveryInstancesRequest,
  run(context, input) {
    const { cell, asOf } = context;
    return drsPage<Instance>(
      input,
      {
        operation: 'DescribeRecoveryInstances',
        filters: input.filters,
        limits: drsPages.recoveryInstances,
        position: (instance) => instance.ordinal,
        *from(position) {
          for (const instance of candidates(cell, input.filters ?? {}, position)) {
            if (!isRecoveryInstance(instance, asOf)) continue;
            if (vanishedBy(context, instance.job)?.instancesAppear !== false) yield instance;
          }
        },
      },
      (instance) => recoveryInstanceView(context, instance),
    );
  },
});

function candidates(cell: Cell, filters: Filters, from = 0): Iterable<Instance> {
  const ids = filters.recoveryInstanceIDs?.length ? new Set(filters.recoveryInstanceIDs) : undefined;
  const servers = filters.sourceServerIDs?.length ? new Set(filters.sourceServerIDs) : undefined;
  if (ids === undefined && servers === undefined) {
    return forwards(cell.recoveryInstanceList, from);
  }
  const named =
    servers === undefined
      ? [...(ids ?? [])].flatMap((id) => cell.recoveryInstances.get(id) ?? [])
      : [...servers].flatMap((id) => cell.servers.get(id)?.instances ?? []);
  return named
    .filter((one) => one.ordinal >= from && (ids === undefined || ids.has(one.instanceId)))
    .sort((a, b) => a.ordinal - b.ordinal);
}
