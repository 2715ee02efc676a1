import type { InstanceTraits } from '../domain/existing-instance.ts';
import type { Scope } from '../domain/model/scope.ts';
import type { Outcome } from './aws-failure.ts';

/** Amazon EC2, in one account and Region. */
export interface ComputeService {
  /**
   * Any number of ids. An id that EC2 does not know is left out of the answer; it never costs the others theirs
   * (EC2 itself refuses the whole call: the adapter asks again without it).
   */
  describeInstances(scope: Scope, instanceIds: readonly string[]): Promise<Outcome<readonly Instance[]>>;
}

export interface Instance extends InstanceTraits {
  readonly instanceId: string;
  readonly instanceType?: string;
  readonly privateIp?: string;
  readonly publicIp?: string;
  readonly launchTime?: string;
}
