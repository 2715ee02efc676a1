/** Saves and deletions of target accounts. */
import { accountErrors } from '../domain/account-rules.ts';
import { accountChanges } from '../domain/document-changes.ts';
import { limits } from '../domain/limits.ts';
import type { AccountDefinition, TargetAccount } from '../domain/model/account.ts';
import type { ExecutionHeader } from '../domain/model/execution.ts';
import type { ItemReader, ItemStore, Write } from '../ports/item-store.ts';
import { accountKey, readAccount } from './account-items.ts';
import type { ChangePorts, DeleteResult, SaveResult, Seen } from './catalog-changes.ts';
import { catalogPartitions, groupOf } from './catalog-items.ts';
import { type Saved, type Saving, unchanged } from './catalog-writes.ts';
import { readComingCleanUps, readOpen } from './repair.ts';
import { readHeader, readRoster } from './store/execution-reader.ts';
import { toJson } from './store/json.ts';
import { queryAll } from './store/query-all.ts';

export interface AccountRules {
  /** The server's own credentials reach no account. */
  readonly everyAccountByRole: boolean;
}

/** The write that makes the stored entry say what the definition says: none when it says so already. */
export const saveAccount = (
  definition: AccountDefinition,
  stored: TargetAccount | undefined,
  { now, actor }: Omit<Saving, 'newId'>,
): Saved => {
  const version = (stored?.version ?? 0) + 1;
  const account: TargetAccount = { ...definition, version, updatedTime: now, updatedBy: actor };
  const { accountId: id, accountName: name } = account;
  const changes = stored === undefined ? [] : accountChanges(stored, account);
  if (stored !== undefined && changes.length === 0) return unchanged('Account', name, id, stored.version);
  const applied =
    stored === undefined
      ? ({ kind: 'Account', name, id, version, outcome: 'created' } as const)
      : ({ kind: 'Account', name, id, version, outcome: 'updated', changes } as const);
  return {
    applied,
    writes: [
      {
        kind: 'put',
        item: { ...accountKey(id), version, body: toJson(account) },
        condition: stored === undefined ? { kind: 'absent' } : { kind: 'version', version: stored.version },
      },
    ],
  };
};

/** `seenVersion`: the version that is changed; absent: the account is new. */
export const putAccount = async (
  { store, clock }: Pick<ChangePorts, 'store' | 'clock'>,
  definition: AccountDefinition,
  rules: AccountRules,
  actor: string,
  seenVersion?: number,
): Promise<SaveResult<TargetAccount>> => {
  const errors = accountErrors(definition, rules);
  if (errors.length > 0) return { kind: 'invalid', errors };
  const { accountId } = definition;
  for (let attempt = 0; attempt < limits.saveAttempts; attempt += 1) {
    const stored = await readAccount(store, accountId);
    if (stored === undefined && seenVersion !== undefined) return { kind: 'not-found' };
    if (stored !== undefined && stored.version !== seenVersion) {
      return { kind: 'version-conflict', currentVersion: stored.version };
    }
    const { applied, writes } = saveAccount(definition, stored, { now: clock.now(), actor });
    if (writes.length > 0 && !(await store.transact(writes)).ok) continue;
    const saved = await readAccount(store, accountId);
    return saved === undefined ? { kind: 'not-found' } : { kind: 'saved', value: saved, applied };
  }
  return { kind: 'busy' };
};

/**
 * Not while a group names it, an execution that is not over has servers there, or a clean-up there is still to come. A
 * group that is saved in the same moment is not harmed in silence: a start of it is refused, since the account is not
 * registered.
 */
export const deleteAccount = async (store: ItemStore, { id, version }: Seen): Promise<DeleteResult> => {
  const stored = await readAccount(store, id);
  if (stored === undefined) return { kind: 'not-found' };
  if (stored.version !== version) return { kind: 'version-conflict', currentVersion: stored.version };
  const by = [...(await groupsIn(store, id)), ...(await runsIn(store, id))];
  if (by.length > 0) return { kind: 'in-use', by };
  const result = await store.transact([accountDeletion({ accountId: id, version })]);
  return result.ok ? { kind: 'deleted' } : deleteAccount(store, { id, version });
};

export const accountDeletion = ({ accountId, version }: Pick<TargetAccount, 'accountId' | 'version'>): Write => ({
  kind: 'delete',
  key: accountKey(accountId),
  condition: { kind: 'version', version },
});

const groupsIn = async (reader: ItemReader, accountId: string): Promise<readonly string[]> =>
  (await queryAll(reader, 'catalog', catalogPartitions.groups, ''))
    .map(groupOf)
    .filter((group) => group.accountId === accountId)
    .map(({ groupName }) => `group "${groupName}"`);

/** Executions that are not over with servers there, and clean-ups there that are still to come. */
export const runsIn = async (reader: ItemReader, accountId: string): Promise<readonly string[]> =>
  (await Promise.all([openRunsIn(reader, accountId), cleanUpsIn(reader, accountId)])).flat();

const openRunsIn = async (reader: ItemReader, accountId: string): Promise<readonly string[]> => {
  const found = await Promise.all(
    (await readOpen(reader)).map(async (executionId) => {
      const header = await headerIn(reader, executionId, accountId);
      return header === undefined ? [] : [`execution ${executionId} (${header.status})`];
    }),
  );
  return found.flat();
};

/** Drills whose instances are to go by themselves: without the account they would stay, and cost. */
const cleanUpsIn = async (reader: ItemReader, accountId: string): Promise<readonly string[]> => {
  const found = await Promise.all(
    (await readComingCleanUps(reader)).map(async ({ executionId, planName, dueTime }) =>
      (await headerIn(reader, executionId, accountId)) === undefined
        ? []
        : [`the clean-up of drill ${executionId} of plan "${planName}" (due ${dueTime})`],
    ),
  );
  return found.flat();
};

/** Undefined: the execution has no server in the account. */
const headerIn = async (
  reader: ItemReader,
  executionId: string,
  accountId: string,
): Promise<ExecutionHeader | undefined> => {
  const header = (await readHeader(reader, executionId))?.header;
  if (header?.rosterId === undefined) return undefined;
  const chunks = await readRoster(reader, executionId, header.rosterId);
  return chunks.some((chunk) => chunk.accountId === accountId) ? header : undefined;
};
