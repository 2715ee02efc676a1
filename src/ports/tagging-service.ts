import type { Scope } from '../domain/model/scope.ts';
import type { Outcome } from './aws-failure.ts';

export type Tags = Readonly<Record<string, string>>;

/** Tags of EC2 instances and of DRS source servers. */
export interface TaggingService {
  /**
   * Of any number of EC2 instances, 200 in a call. What EC2 does not know is left out, and costs no further call. Those
   * of AWS itself (`aws:…`) are among them.
   */
  describeInstanceTags(
    scope: Scope,
    instanceIds: readonly string[],
  ): Promise<Outcome<readonly { readonly instanceId: string; readonly tags: Tags }[]>>;
  /** Adds tags to a source server, or gives those that it has another value. Safe to repeat. */
  tagSourceServer(scope: Scope, server: { readonly arn: string; readonly tags: Tags }): Promise<Outcome<undefined>>;
}
