/** Expected failures of a call to AWS are data. Exceptions are for our own bugs. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: AwsFailure };

/**
 * throttled: 429, or the service's own throttling code; nothing happened. unavailable: 5xx, time-out, broken
 * connection; it may have happened. credentials: missing or expired ones that could not be renewed; nothing happened.
 * denied: AWS refused the permission, or the role. quota: 402. conflict: 409. not-found: 404. invalid: any other 4xx.
 */
export type AwsFailureKind =
  | 'throttled'
  | 'unavailable'
  | 'credentials'
  | 'denied'
  | 'quota'
  | 'conflict'
  | 'not-found'
  | 'invalid';

export interface AwsFailure {
  readonly kind: AwsFailureKind;
  /** For example `drs:StartRecovery`. */
  readonly operation: string;
  /** Breakwater refused it: AWS was not asked, and `message` says all. */
  readonly isOwn?: true;
  /** AWS's error name, for example ConflictException, or the network error's code. */
  readonly code: string;
  /** AWS's own words. */
  readonly message: string;
  /** Worth another try later, unchanged. */
  readonly retryable: boolean;
  /** A mutation may have taken place although its reply was not received. */
  readonly mayHaveHappened: boolean;
  /** From `Retry-After`. */
  readonly retryAfterSeconds?: number;
  /** What AWS says it is about, for example a source server id. */
  readonly resourceId?: string;
}
