/** Staging accounts: what DRS lists, which servers can be extended, and extending them. Each of these asks AWS. */
import { limits } from '../domain/limits.ts';
import type { TargetAccount } from '../domain/model/account.ts';
import type { Scope } from '../domain/model/scope.ts';
import type { ExtendedServer, StagingRegion } from '../domain/model/staging.ts';
import type { AwsFailure, Outcome } from '../ports/aws-failure.ts';
import type { ItemReader } from '../ports/item-store.ts';
import type { RecoveryService, SourceServer } from '../ports/recovery-service.ts';
import type { ExtensibleServer, StagingService } from '../ports/staging-service.ts';
import { readAccount } from './account-items.ts';
import { mapAtMost } from './at-most.ts';
import { isUninitialised } from './check-account.ts';
import { failureText } from './failure-text.ts';

export type StagingAnswer<T> =
  | { readonly kind: 'answer'; readonly value: T }
  | { readonly kind: 'not-found' }
  /** The entry of the account does not name these staging accounts, or not this Region. */
  | { readonly kind: 'not-named'; readonly message: string }
  | { readonly kind: 'failed'; readonly failure: AwsFailure };

export interface Staging {
  /** In each Region of the account: those that DRS lists, and those that its entry names. */
  accounts(accountId: string): Promise<StagingAnswer<readonly StagingRegion[]>>;
  extensible(scope: Scope, stagingAccountId: string): Promise<StagingAnswer<readonly ExtensibleServer[]>>;
  /** Each by itself: what fails, fails alone. What is extended already is told as extended: it may be sent again. */
  extend(scope: Scope, arns: readonly string[]): Promise<StagingAnswer<readonly ExtendedServer[]>>;
}

export interface StagingPorts {
  readonly store: ItemReader;
  readonly staging: StagingService;
  readonly recovery: Pick<RecoveryService, 'describeSourceServers'>;
}

export const createStaging = ({ store, staging, recovery }: StagingPorts): Staging => {
  /** The entry decides whose servers are read: an account that it does not name is not asked. */
  const named = async <T>(
    { accountId, region }: Scope,
    stagingAccountIds: readonly string[],
    ask: () => Promise<StagingAnswer<T>>,
  ): Promise<StagingAnswer<T>> => {
    const account = await readAccount(store, accountId);
    if (account === undefined) return { kind: 'not-found' };
    if (!account.regions.includes(region)) {
      return { kind: 'not-named', message: `the entry of account ${accountId} does not name ${region}` };
    }
    const strangers = stagingAccountIds.filter((id) => account.stagingAccountIds?.includes(id) !== true);
    if (strangers.length > 0) {
      const message = `the entry of account ${accountId} does not name ${strangers.join(', ')} under stagingAccountIds`;
      return { kind: 'not-named', message };
    }
    return ask();
  };

  return {
    accounts: async (accountId) => {
      const account = await readAccount(store, accountId);
      if (account === undefined) return { kind: 'not-found' };
      const value = await Promise.all(account.regions.map((region) => discover(staging, account, region)));
      return { kind: 'answer', value };
    },

    extensible: (scope, stagingAccountId) =>
      named(scope, [stagingAccountId], async () =>
        answerOf(await staging.listExtensibleServers(scope, stagingAccountId)),
      ),

    extend: (scope, arns) =>
      named(scope, [...new Set(arns.map(accountOfArn))], async () => ({
        kind: 'answer',
        value: await extendAll({ staging, recovery }, scope, arns),
      })),
  };
};

const discover = async (
  staging: StagingService,
  { accountId, stagingAccountIds = [] }: TargetAccount,
  region: string,
): Promise<StagingRegion> => {
  const listed = await staging.listStagingAccounts({ accountId, region });
  if (!listed.ok) {
    return isUninitialised(listed.failure)
      ? { region, result: 'NOT_INITIALISED' }
      : { region, result: 'FAILED', message: failureText(listed.failure) };
  }
  const ids = [...new Set([...listed.value, ...stagingAccountIds])].toSorted();
  const stagingAccounts = ids.map((stagingAccountId) => ({
    stagingAccountId,
    isNamed: stagingAccountIds.includes(stagingAccountId),
    isInUse: listed.value.includes(stagingAccountId),
  }));
  return { region, result: 'OK', stagingAccounts };
};

/** DRS takes no client token: what it does not confirm may have been extended all the same, now or before, and is looked for. */
const extendAll = async (
  { staging, recovery }: Pick<StagingPorts, 'staging' | 'recovery'>,
  scope: Scope,
  arns: readonly string[],
): Promise<readonly ExtendedServer[]> => {
  const created = await mapAtMost(limits.extensionsAtOnce, arns, async (arn) => ({
    arn,
    outcome: await staging.createExtendedServer(scope, arn),
  }));
  if (created.every(({ outcome }) => outcome.ok)) return created.map(({ arn, outcome }) => extended(arn, outcome));
  const seen = await recovery.describeSourceServers(scope);
  if (!seen.ok) {
    const unknown = `; whether it is extended all the same is not known: ${failureText(seen.failure)}`;
    return created.map(({ arn, outcome }) => extended(arn, outcome, unknown));
  }
  const ids = extensionIds(seen.value);
  return created.map(({ arn, outcome }) => {
    const sourceServerId = ids.get(arn);
    return extended(arn, outcome.ok || sourceServerId === undefined ? outcome : { ok: true, value: sourceServerId });
  });
};

const extended = (arn: string, outcome: Outcome<string>, unknown = ''): ExtendedServer =>
  outcome.ok
    ? { arn, result: 'EXTENDED', sourceServerId: outcome.value }
    : { arn, result: 'FAILED', message: `${failureText(outcome.failure)}${unknown}` };

/** By the ARN of the server in its staging account. */
const extensionIds = (servers: readonly SourceServer[]): ReadonlyMap<string, string> =>
  new Map(
    servers.flatMap(({ stagingServerArn, sourceServerId }) =>
      stagingServerArn === undefined ? [] : [[stagingServerArn, sourceServerId] as const],
    ),
  );

const answerOf = <T>(outcome: Outcome<T>): StagingAnswer<T> =>
  outcome.ok ? { kind: 'answer', value: outcome.value } : { kind: 'failed', failure: outcome.failure };

const accountOfArn = (arn: string): string => arn.split(':')[4] ?? '';
