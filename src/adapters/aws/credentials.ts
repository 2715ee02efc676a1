import { limits } from '../../domain/limits.ts';
import type { Instant } from '../../domain/model/identifiers.ts';
import type { Scope } from '../../domain/model/scope.ts';
import { addSeconds, earlierOf, isBefore } from '../../domain/time.ts';
import type { AwsFailure, Outcome } from '../../ports/aws-failure.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CallerIdentity } from '../../ports/identity-service.ts';
import type { AccountAccess, AccountSession } from './account-session.ts';
import type { AssumedRole, StsService } from './sts.ts';

/** How an account is reached. Without a role it must be the account of our own credentials. */
export interface AccountEntry {
  readonly accountId: string;
  readonly roleArn?: string | undefined;
  readonly externalId?: string | undefined;
}

/** A role of the account, and what its trust policy asks for. */
interface Role {
  readonly roleArn: string;
  readonly externalId?: string | undefined;
}

export interface RegisteredAccess extends AccountAccess {
  /** The same, but a role is assumed now: a session that is kept shows what it let us do before. */
  readonly anew: AccountAccess;
}

interface CachedSession {
  readonly session: AccountSession;
  readonly renewTime: Instant;
  readonly expiryTime: Instant;
}

/**
 * Credentials of exactly the account that is asked for. Our own serve only the account that they belong to, which AWS
 * confirms once; for any other account a role must be registered. There is no other way: the wrong credentials would
 * launch, or find nothing, in the wrong account.
 */
export function createAccountAccess(options: {
  readonly homeAccountId?: string;
  /** As a function where entries come and go while we run. */
  readonly accounts: readonly AccountEntry[] | (() => readonly AccountEntry[]);
  readonly clock: Clock;
  /** Our own credentials, and STS asked with them. */
  readonly home: AccountAccess;
  readonly sts: StsService;
}): RegisteredAccess {
  const { homeAccountId, clock, home, sts } = options;
  const accountsNow = () => (typeof options.accounts === 'function' ? options.accounts() : options.accounts);
  const entryOf = (accountId: string) => accountsNow().find((entry) => entry.accountId === accountId);
  const identities = new WeakMap<AccountSession, CallerIdentity>();
  /** By role: an entry that is changed is never served with a session of the role before. */
  const sessions = new Map<string, CachedSession>();
  const shareAssuming = createSharing<Outcome<AccountSession>>();
  const shareAsking = createSharing<Outcome<CallerIdentity>>();

  return {
    sessionFor: (scope, operation) => reach(scope, operation, keptSession),
    drop,
    anew: { sessionFor: (scope, operation) => reach(scope, operation, newSession), drop },
  };

  function drop(session: AccountSession): void {
    home.drop(session);
    for (const [key, cached] of sessions) if (cached.session === session) sessions.delete(key);
  }

  async function reach(
    scope: Scope,
    operation: string,
    sessionOf: (scope: Scope, role: Role) => Promise<Outcome<AccountSession>>,
  ): Promise<Outcome<AccountSession>> {
    const entry = entryOf(scope.accountId);
    const roleArn = entry?.roleArn;
    if (entry !== undefined && roleArn !== undefined) {
      if (!isRoleOf(scope.accountId, roleArn)) {
        return refuse(operation, 'RoleOfOtherAccount', roleOfOther(scope, roleArn));
      }
      return sessionOf(scope, { roleArn, externalId: entry.externalId });
    }
    if (entry === undefined && homeAccountId !== undefined && homeAccountId !== scope.accountId) {
      return refuse(operation, 'AccountNotRegistered', notRegistered(scope));
    }
    return homeSession(scope, operation);
  }

  async function homeSession(scope: Scope, operation: string): Promise<Outcome<AccountSession>> {
    const session = await home.sessionFor(scope, operation);
    if (!session.ok || identities.has(session.value)) return checked(session, scope, operation);
    const identity = await shareAsking(scope.accountId, () => sts.callerIdentity(scope));
    if (!identity.ok) return identity;
    // The question itself may have renewed our credentials.
    const answered = await home.sessionFor(scope, operation);
    if (answered.ok) identities.set(answered.value, identity.value);
    return checked(answered, scope, operation);
  }

  /** Lets our own session pass only for the account that AWS says it belongs to. */
  function checked(session: Outcome<AccountSession>, scope: Scope, operation: string): Outcome<AccountSession> {
    if (!session.ok) return session;
    const identity = identities.get(session.value);
    if (identity?.accountId === scope.accountId) return session;
    const isMeantToBeHome = homeAccountId === scope.accountId || entryOf(scope.accountId) !== undefined;
    if (!isMeantToBeHome) return refuse(operation, 'AccountNotRegistered', notRegistered(scope));
    // Somebody may log in to the right account now: the next call looks again.
    home.drop(session.value);
    return refuse(operation, 'WrongAccount', wrongAccount(scope, identity));
  }

  async function keptSession(scope: Scope, role: Role): Promise<Outcome<AccountSession>> {
    const key = keyOf(role);
    const cached = sessions.get(key);
    if (cached !== undefined && isBefore(clock.now(), cached.renewTime)) return { ok: true, value: cached.session };
    const assumed = await newSession(scope, role);
    // STS is out of reach for the moment; what we have is good for some minutes yet.
    if (!assumed.ok && assumed.failure.retryable && cached !== undefined && isBefore(clock.now(), cached.expiryTime)) {
      sessions.set(key, { ...cached, renewTime: addSeconds(clock.now(), limits.backoffMaxSeconds) });
      return { ok: true, value: cached.session };
    }
    return assumed;
  }

  function newSession(scope: Scope, role: Role): Promise<Outcome<AccountSession>> {
    const key = keyOf(role);
    return shareAssuming(key, async () => {
      const startTime = clock.now();
      const assumed = await sts.assumeRole(scope, role);
      if (!assumed.ok) return { ok: false, failure: namingRole(assumed.failure, role.roleArn) };
      const fresh = cachedSession(assumed.value, startTime);
      sessions.set(key, fresh);
      return { ok: true, value: fresh.session };
    });
  }
}

const keyOf = ({ roleArn, externalId }: Role): string => JSON.stringify([roleArn, externalId]);

/** Lives as long as AWS says, unless its clock and ours disagree so much that it would be old when it is new. */
function cachedSession({ credentials, expiryTime: awsExpiryTime }: AssumedRole, startTime: Instant): CachedSession {
  const ownExpiryTime = addSeconds(startTime, limits.sessionSeconds);
  const soonest = addSeconds(startTime, limits.sessionRenewalSeconds);
  const believable = awsExpiryTime !== undefined && isBefore(soonest, awsExpiryTime);
  const expiryTime = believable ? earlierOf(awsExpiryTime, ownExpiryTime) : ownExpiryTime;
  return {
    session: { credentials },
    expiryTime,
    renewTime: addSeconds(expiryTime, -limits.sessionRenewalSeconds),
  };
}

/** Callers who want the same thing at the same time share one way of getting it. */
function createSharing<Value>(): (key: string, get: () => Promise<Value>) => Promise<Value> {
  const pending = new Map<string, Promise<Value>>();
  return (key, get) => {
    const shared = pending.get(key) ?? get().finally(() => pending.delete(key));
    pending.set(key, shared);
    return shared;
  };
}

const isRoleOf = (accountId: string, roleArn: string): boolean =>
  /^arn:[\w-]+:iam::(\d{12}):role\/.+/.exec(roleArn)?.[1] === accountId;

const notRegistered = ({ accountId }: Scope): string =>
  `account ${accountId} is not registered: register it (kind: Account in a plan file) with the roleArn that Breakwater assumes there`;

const roleOfOther = ({ accountId }: Scope, roleArn: string): string =>
  `account ${accountId} is registered with the role ${roleArn}, which is not a role of that account: correct its roleArn`;

const wrongAccount = ({ accountId }: Scope, identity: CallerIdentity | undefined): string =>
  `account ${accountId} has no role registered, and our own credentials belong to account ${identity?.accountId} ` +
  `(${identity?.principalArn}): use credentials of account ${accountId}, or add the roleArn to its entry`;

const refuse = (operation: string, code: string, message: string): { ok: false; failure: AwsFailure } => ({
  ok: false,
  failure: { kind: 'denied', operation, code, message, isOwn: true, retryable: false, mayHaveHappened: false },
});

const namingRole = (failure: AwsFailure, roleArn: string): AwsFailure => ({
  ...failure,
  message: `the role ${roleArn} could not be assumed: ${failure.message}`,
});
