/** Which recovery instances that DRS lists are still there: DRS lists some for a while that EC2 has terminated. */
import type { Scope } from '../domain/model/scope.ts';
import type { ComputeService } from '../ports/compute-service.ts';
import type { RecoveryInstance } from '../ports/recovery-service.ts';

/** DRS still lists an instance for a while after EC2 has terminated it. */
export const isGone = (instance: { readonly instanceState?: string | undefined }): boolean =>
  instance.instanceState?.toUpperCase() === 'TERMINATED';

export interface PresentInstance {
  readonly instance: RecoveryInstance;
  /** As EC2 says it; absent: it did not answer, or does not know an instance that DRS shows as there. */
  readonly instanceState?: string;
}

/** Gone is only what EC2 has terminated, or what neither EC2 nor DRS finds: what is not known may be there. */
export const presentInstances = async (
  compute: ComputeService,
  scope: Scope,
  instances: readonly RecoveryInstance[],
): Promise<readonly PresentInstance[]> => {
  const listed = instances.filter((instance) => !isGone(instance));
  if (listed.length === 0) return [];
  const answer = await compute.describeInstances(scope, listed.map(ec2IdOf));
  if (!answer.ok) return listed.map((instance) => ({ instance }));
  const known = new Map(answer.value.map((found) => [found.instanceId, found]));
  return listed.flatMap((instance): PresentInstance[] => {
    const found = known.get(ec2IdOf(instance));
    if (found === undefined) return instance.instanceState?.toUpperCase() === 'NOT_FOUND' ? [] : [{ instance }];
    if (found.instanceState === 'terminated') return [];
    return [{ instance, ...(found.instanceState !== undefined && { instanceState: found.instanceState }) }];
  });
};

/** DRS names a recovery instance as EC2 names the instance (DRS API model: both are `i-…`). */
const ec2IdOf = ({ instanceId, recoveryInstanceId }: RecoveryInstance): string => instanceId ?? recoveryInstanceId;
