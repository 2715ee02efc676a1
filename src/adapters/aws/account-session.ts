import type { Scope } from '../../domain/model/scope.ts';
import type { Outcome } from '../../ports/aws-failure.ts';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Credentials of one account for a while. SDK clients belong to one session and are dropped with it. */
export interface AccountSession {
  readonly credentials: AwsCredentials | (() => Promise<AwsCredentials>);
}

/** Where the services get their credentials: those of the account that is asked for, never others. */
export interface AccountAccess {
  /** `operation` is what the credentials are wanted for; a refusal of our own names it. */
  sessionFor(scope: Scope, operation: string): Promise<Outcome<AccountSession>>;
  /** AWS called this session expired: the next caller gets another one. */
  drop(session: AccountSession): void;
}
