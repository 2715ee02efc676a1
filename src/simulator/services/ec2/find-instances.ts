import { vanishedBy } from '../../faults/vanished.ts';
import { type Instance, instanceState } from '../../world/instance.ts';
import type { Ec2Call } from './ec2-operation.ts';
import { ec2Error } from './errors.ts';

/** EC2 shows it: launched, not long terminated, and no fault hides it. */
export function isVisible(call: Ec2Call, instance: Instance, at: number): boolean {
  return instanceState(instance, at) !== undefined && vanishedBy(call, instance.job)?.instancesAppear !== false;
}

/**
 * Instances by their ids. An unknown id fails the whole call and all unknown ids are named, as in AWS: this is why one
 * deleted instance can hide thirty others.
 */
export function findInstances(call: Ec2Call, ids: readonly string[], at: number): Instance[] {
  const malformed = ids.filter((id) => !/^i-[0-9a-f]{8}([0-9a-f]{9})?$/.test(id));
  if (malformed.length > 0) throw ec2Error('InvalidInstanceID.Malformed', `Invalid id: "${malformed.join(', ')}"`);
  const unknown: string[] = [];
  const found = [...new Set(ids)].flatMap((id) => {
    const instance = call.cell.instances.get(id);
    if (instance !== undefined && isVisible(call, instance, at)) return instance;
    unknown.push(id);
    return [];
  });
  if (unknown.length === 0) return found;
  const message =
    unknown.length === 1
      ? `The instance ID '${unknown[0]}' does not exist`
      : `The instance IDs '${unknown.join(', ')}' do not exist`;
  throw ec2Error('InvalidInstanceID.NotFound', message);
}
