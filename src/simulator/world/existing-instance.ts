import { type InstanceSpec, serverSpec } from '../estate/schema.ts';
import { otherId } from '../ids.ts';
import type { Cell, Instance } from './entities.ts';
import { addressOf } from './instance-settings.ts';
import { automaticIp, defaultSubnet } from './network.ts';
import { newServer } from './server.ts';

const day = 86_400_000;
/** Addresses far from those that DRS gives to what it launches. */
const firstOrdinal = 60_000;

export const existingInstanceId = ({ accountId, region, name }: InstanceSpec): string =>
  otherId('i', 'existing', accountId, region, name);

/** An instance of the estate, as EC2 has it; DRS knows nothing of it, so its server and job are nobody's. */
export function existingInstance(cell: Cell, spec: InstanceSpec, index: number, at: number): Instance {
  const { accountId, region, name, os, instanceType, state, tags } = spec;
  const instanceId = existingInstanceId(spec);
  const since = at - 90 * day;
  const subnet = defaultSubnet(cell);
  const none = { jobId: '', accountId, region, createdAt: since, startedAt: since, endedAt: since, tags: {} };
  return {
    instanceId,
    ordinal: firstOrdinal + index,
    createdAt: since,
    readyAt: since,
    readyState: state,
    listedAt: Number.POSITIVE_INFINITY,
    settings: {
      instanceType,
      privateIp: automaticIp(subnet, firstOrdinal + index),
      publicIp: false,
      tags: { Name: name, ...tags },
    },
    server: newServer({
      id: instanceId,
      spec: serverSpec.parse({ hostname: name, accountId, region, os, instanceType }),
      position: 0,
      addedAt: since,
    }),
    job: { ...none, type: 'LAUNCH', initiatedBy: 'START_RECOVERY', participants: [] },
    participant: { sourceServerId: instanceId, outcome: 'LAUNCHED', startedAt: since, decidedAt: since, removes: [] },
    power: [],
    volumesOfJobs: [],
    existing: spec,
  };
}

export function addInstance(cell: Cell, instance: Instance): void {
  const address = addressOf(cell, instance);
  cell.addresses.set(address, [...(cell.addresses.get(address) ?? []), instance]);
  cell.instances.set(instance.instanceId, instance);
  cell.instanceList.push(instance);
}

/** From its launch on the instance has the volumes of the job, is started if it is to run, and is nobody else's in DRS. */
export function launchInto(cell: Cell, launched: Instance): void {
  const { instanceId, createdAt, readyAt, readyState, listedAt, job } = launched;
  const there = cell.instances.get(instanceId);
  if (there === undefined) throw new Error(`job ${job.jobId} launches into ${instanceId}, which does not exist`);
  for (const before of cell.recoveryInstanceList) {
    if (before === there || before.into === there) before.unlistedAt ??= listedAt;
  }
  launched.into = there;
  there.volumesOfJobs.push({ since: createdAt, value: job.jobId });
  if (readyState === 'running') there.power.push({ change: 'start', at: createdAt, doneAt: readyAt });
}
