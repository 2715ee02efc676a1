import type { Scope } from '../domain/model/scope.ts';
import type { Outcome } from './aws-failure.ts';

/** May these things be done with this resource, under these circumstances? */
export interface PermissionQuestion {
  /** `drs:StartRecovery`. */
  readonly actions: readonly string[];
  /** An ARN; `*` for what takes no resource. */
  readonly resource: string;
  /** IAM condition keys with their values; a list where the key has many, as `aws:CalledVia` does. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

export interface PermissionAnswer {
  readonly action: string;
  readonly isAllowed: boolean;
  /** AWS's word: allowed | explicitDeny | implicitDeny | UnauthorizedOperation, open. */
  readonly decision: string;
}

/** Asks AWS what may be done in an account and Region, without doing any of it. */
export interface PermissionService {
  /** IAM plays the policies of the principal through (SimulatePrincipalPolicy). A resource's own policy it does not know. */
  simulate(
    scope: Scope,
    principalArn: string,
    question: PermissionQuestion,
  ): Promise<Outcome<readonly PermissionAnswer[]>>;
  /** EC2's dry run of a new version of this launch template, and of choosing another default. */
  dryRunTemplateChange(scope: Scope, launchTemplateId: string): Promise<Outcome<readonly PermissionAnswer[]>>;
}
