/** Which recovery instances that DRS lists are still there: DRS lists some for a while that EC2 has terminated. */
import { isMadeByDrs } from '../domain/existing-instance.ts';
import type { Scope } from '../domain/model/scope.ts';
import type { AwsFailure } from '../ports/aws-failure.ts';
import type { ComputeService } from '../ports/compute-service.ts';
import type { RecoveryInstance } from '../ports/recovery-service.ts';

/** DRS still lists an instance for a while after EC2 has terminated it. */
export const isGone = (instance: { readonly instanceState?: string | undefined }): boolean =>
  instance.instanceState?.toUpperCase() === 'TERMINATED';

export interface PresentInstance {
  readonly instance: RecoveryInstance;
  /** As EC2 says it; absent: it did not answer, or does not know an instance that DRS shows as there. */
  readonly instanceState?: string;
  /** By its tags in EC2 it is not one that DRS made: somebody's, that DRS was launched into. */
  readonly isExisting: boolean;
}

export interface PresentInstances {
  readonly present: readonly PresentInstance[];
  /** EC2 did not answer: which of them exist, and whether they are somebody's, is not known. */
  readonly failure?: AwsFailure;
}

/** Gone is only what EC2 has terminated, or what neither EC2 nor DRS finds: what is not known may be there. */
export const presentInstances = async (
  compute: ComputeService,
  scope: Scope,
  instances: readonly RecoveryInstance[],
): Promise<PresentInstances> => {
  const listed = instances.filter((instance) => !isGone(instance));
  if (listed.length === 0) return { present: [] };
  const answer = await compute.describeInstances(scope, listed.map(ec2IdOf));
  if (!answer.ok) {
    return { present: listed.map((instance) => ({ instance, isExisting: false })), failure: answer.failure };
  }
  const known = new Map(answer.value.map((found) => [found.instanceId, found]));
  const present = listed.flatMap((instance): PresentInstance[] => {
    const found = known.get(ec2IdOf(instance));
    if (found === undefined)
      return instance.instanceState?.toUpperCase() === 'NOT_FOUND' ? [] : [{ instance, isExisting: false }];
    if (found.instanceState === 'terminated') return [];
    const isExisting = !isMadeByDrs(found);
    return [{ instance, isExisting, ...(found.instanceState !== undefined && { instanceState: found.instanceState }) }];
  });
  return { present };
};

/** DRS names a recovery instance as EC2 names the instance (DRS API model: both are `i-…`). */
export const ec2IdOf = ({ instanceId, recoveryInstanceId }: RecoveryInstance): string =>
  instanceId ?? recoveryInstanceId;

/** Why a clean-up leaves it alone. */
export const existingText = (id: string): string =>
  `${id} is not one that DRS made: it was launched into an existing instance, which is never terminated here. To end this, disconnect and delete it in DRS, which leaves it in EC2, and stop it there`;
