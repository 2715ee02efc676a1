/** The EC2 instances that servers are to be launched into: what speaks against each, as EC2 and DRS show them now. */
import { isStopped, type MachineTraits, unfitReasons } from '../../domain/existing-instance.ts';
import type { LaunchSettings } from '../../domain/model/launch-config.ts';
import { type Scope, scopeKey } from '../../domain/model/scope.ts';
import type { Outcome } from '../../ports/aws-failure.ts';
import type { ComputeService } from '../../ports/compute-service.ts';

export interface IntoTarget {
  readonly sourceServerId: string;
  readonly wanted: Pick<LaunchSettings, 'launchIntoInstanceId' | 'licensing'>;
}

export interface IntoLook {
  readonly instanceId: string;
  /** Why DRS would not launch into it, in whatever state it is. */
  readonly unfit: readonly string[];
  /** Other than stopped: DRS launches into a stopped one only. Absent: it is stopped, or it is not there. */
  readonly notStopped?: string;
}

/** By source server id. Of targets that are launched into none nothing is asked, and nothing said. */
export const lookAtExistingInstances = async (
  compute: ComputeService,
  scope: Scope,
  targets: readonly IntoTarget[],
  machines: ReadonlyMap<string, MachineTraits>,
): Promise<Outcome<ReadonlyMap<string, IntoLook>>> => {
  const wanted = targets.flatMap(({ sourceServerId, wanted: { launchIntoInstanceId: instanceId, licensing } }) =>
    instanceId === undefined ? [] : [{ sourceServerId, instanceId, osByol: licensing?.osByol === true }],
  );
  if (wanted.length === 0) return { ok: true, value: new Map() };
  const answer = await compute.describeInstances(scope, [...new Set(wanted.map(({ instanceId }) => instanceId))]);
  if (!answer.ok) return answer;
  const found = new Map(answer.value.map((instance) => [instance.instanceId, instance]));
  const looks = wanted.map(({ sourceServerId, instanceId, osByol }): [string, IntoLook] => {
    const instance = found.get(instanceId);
    const twice = wanted.find((other) => other.instanceId === instanceId && other.sourceServerId !== sourceServerId);
    const shared = twice === undefined ? [] : [`${twice.sourceServerId} is to be launched into it too`];
    if (instance === undefined) {
      return [sourceServerId, { instanceId, unfit: [`there is no such instance in ${scopeKey(scope)}`, ...shared] }];
    }
    const unfit = [...unfitReasons(instance, machines.get(sourceServerId) ?? {}, osByol), ...shared];
    const notStopped = isStopped(instance) ? undefined : (instance.instanceState ?? 'in an unknown state');
    return [sourceServerId, { instanceId, unfit, ...(notStopped === undefined ? {} : { notStopped }) }];
  });
  return { ok: true, value: new Map(looks) };
};

export const notStoppedText = (instanceId: string, state: string): string =>
  `${instanceId} is ${state}, and DRS launches into a stopped instance only`;
