import type { Scope } from '../domain/model/scope.ts';
import type { Outcome } from './aws-failure.ts';

/** Who AWS takes us for. */
export interface CallerIdentity {
  readonly accountId: string;
  readonly principalArn: string;
}

export interface IdentityService {
  /**
   * Who we are in the account of a scope: shows whether it is reached, and as whom. Its role is assumed for this; a
   * session from before is not taken.
   */
  callerIdentity(scope: Scope): Promise<Outcome<CallerIdentity>>;
  /** Whose our own credentials are, whatever account that is. */
  ownIdentity(region: string): Promise<Outcome<CallerIdentity>>;
}
