import { integerBetween, randomFrom } from '../../random.ts';
import type { QueryInput } from '../../wire/query.ts';
import { type Instance, type InstanceState, instanceState } from '../../world/instance.ts';
import { settledInstance } from '../../world/instance-settings.ts';
import type { QueryOperation } from '../query-service.ts';
import { type Ec2Call, ec2Operation } from './ec2-operation.ts';
import { ec2Error, missing } from './errors.ts';
import { findInstances } from './find-instances.ts';
import { stateView } from './instance-view.ts';

type Change = 'start' | 'stop' | 'terminate';

/** Seconds that EC2 takes. */
const takes: Record<Change, [number, number]> = { start: [5, 20], stop: [10, 30], terminate: [15, 40] };
/** The state that a change leads through, and those in which it has nothing to do. */
const passes: Record<Change, InstanceState> = { start: 'pending', stop: 'stopping', terminate: 'shutting-down' };
const idle: Record<Change, readonly InstanceState[]> = {
  start: ['pending', 'running'],
  stop: ['stopping', 'stopped'],
  terminate: ['shutting-down', 'terminated'],
};
/** The states that can be left by it; termination ends any. */
const leaves: Record<Exclude<Change, 'terminate'>, InstanceState> = { start: 'stopped', stop: 'running' };

const power = (name: string, change: Change, members: readonly string[]): QueryOperation =>
  ec2Operation({ name, members: ['InstanceId', ...members], run: (call, input) => run(call, input, change) });

/** Behind the back of DRS, which shows the new state and goes on listing the instance. */
export const startInstances = power('StartInstances', 'start', []);
export const stopInstances = power('StopInstances', 'stop', ['Force']);
export const terminateInstances = power('TerminateInstances', 'terminate', ['Force', 'SkipOsShutdown']);

/** All or none: everything is checked before anything changes. */
function run(call: Ec2Call, input: QueryInput, change: Change) {
  const { world, cell, now } = call;
  const ids = input.list('InstanceId');
  if (ids.length === 0) throw missing('InstanceId');
  const instances = findInstances(call, ids, now);
  const before = new Map(instances.map((one) => [one, instanceState(one, now) ?? 'terminated']));
  for (const [instance, state] of before) refuse(call, instance, state, change);
  const affected = instances.filter((one) => !idle[change].includes(before.get(one) ?? 'terminated'));
  if (affected.length > 0) {
    const { accountId, region } = cell;
    const changed = affected.map((one) => ({ instanceId: one.instanceId, doneAt: now + drawMs(call, one, change) }));
    world.commit({ kind: 'instance-power', at: now, accountId, region, change, instances: changed });
  }
  const item = instances.map((instance) => ({
    instanceId: instance.instanceId,
    currentState: stateView(affected.includes(instance) ? passes[change] : (before.get(instance) ?? 'terminated')),
    previousState: stateView(before.get(instance) ?? 'terminated'),
  }));
  return { instancesSet: { item } };
}

function refuse({ cell }: Ec2Call, instance: Instance, state: InstanceState, change: Change): void {
  const { instanceId } = instance;
  if (idle[change].includes(state)) return;
  if (change !== 'terminate') {
    if (state === leaves[change]) return;
    const done = change === 'start' ? 'started' : 'stopped';
    const message = `The instance '${instanceId}' is not in a state from which it can be ${done}.`;
    throw ec2Error('IncorrectInstanceState', message);
  }
  if (!settledInstance(cell, instance).terminationProtection) return;
  const message = `The instance '${instanceId}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`;
  throw ec2Error('OperationNotPermitted', message);
}

function drawMs({ world }: Ec2Call, { instanceId, power: changes }: Instance, change: Change): number {
  const [low, high] = takes[change];
  const random = randomFrom(world.seed, 'power', change, instanceId, changes.length);
  return integerBetween(random, low * 1000, high * 1000);
}
