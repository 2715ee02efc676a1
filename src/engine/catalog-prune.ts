/** What is stored and no document of a plan file says: removed with `--prune`, and then all of it or nothing. */
import type { TargetAccount } from '../domain/model/account.ts';
import type { AppliedDocument, FieldError, PlanFileDocument, Removal } from '../domain/model/plan-file.ts';
import type { ProtectionGroup } from '../domain/model/protection-group.ts';
import type { PlanSummary } from '../domain/model/recovery-plan.ts';
import { nameKey } from '../domain/plan-names.ts';
import type { ItemStore } from '../ports/item-store.ts';
import { readAccounts } from './account-items.ts';
import { accountDeletion, runsIn } from './catalog-accounts.ts';
import { groupDeletions, planDeletions } from './catalog-changes.ts';
import { catalogPartitions, groupOf, planSummaryOf } from './catalog-items.ts';
import type { Saved } from './catalog-writes.ts';
import { usesOfPlan } from './plan-uses.ts';
import { queryAll } from './store/query-all.ts';

export interface Pruning {
  readonly removed: readonly Saved[];
  /** What would have to be removed and cannot be: what it is, and what uses it. */
  readonly inUse: readonly string[];
}

/** The version of the references is to be read before, and bumped with the removal of a group. */
export const readPruning = async (store: ItemStore, documents: readonly PlanFileDocument[]): Promise<Pruning> => {
  const plans = (await queryAll(store, 'catalog', catalogPartitions.plans, ''))
    .map(planSummaryOf)
    .filter(({ planName }) => !documents.some((one) => one.kind === 'RecoveryPlan' && isSame(one.planName, planName)));
  const groups = (await queryAll(store, 'catalog', catalogPartitions.groups, ''))
    .map(groupOf)
    .filter(
      ({ groupName }) => !documents.some((one) => one.kind === 'ProtectionGroup' && isSame(one.groupName, groupName)),
    );
  const accounts = (await readAccounts(store)).filter(
    ({ accountId }) => !documents.some((one) => one.kind === 'Account' && one.accountId === accountId),
  );
  const inUse = await Promise.all([
    ...plans.map(async ({ planId, planName }) => told(`recovery plan "${planName}"`, await usesOfPlan(store, planId))),
    ...accounts.map(async ({ accountId }) =>
      told(`account ${accountId}`, [...groupsThatName(accountId, documents), ...(await runsIn(store, accountId))]),
    ),
  ]);
  const called = groups.flatMap(({ groupName }) =>
    told(`protection group "${groupName}"`, plansThatCall(groupName, documents)),
  );
  return {
    removed: [...plans.map(removedPlan), ...groups.map(removedGroup), ...accounts.map(removedAccount)],
    inUse: [...inUse.flat(), ...called],
  };
};

/** Where what is removed now is not what was seen before. */
export const unlikeSeen = (removed: readonly Saved[], seen: readonly Removal[]): readonly FieldError[] => {
  const now = removed.map(({ applied }) => applied);
  const isOne = (a: Pick<Removal, 'kind' | 'id' | 'version'>, b: AppliedDocument): boolean =>
    a.kind === b.kind && a.id === b.id && a.version === b.version;
  const unseen = now.filter((one) => !seen.some((each) => isOne(each, one)));
  const gone = seen.filter((one) => !now.some((each) => isOne(one, each)));
  return [
    ...unseen.map(({ kind, name, version }) => `${kind} "${name}" (version ${version}) would be removed unseen`),
    ...gone.map(({ kind, id, version }) => `${kind} ${id} (version ${version}) is not there to be removed any more`),
  ].map((message) => ({ path: ['removes'], message }));
};

const isSame = (one: string, other: string): boolean => nameKey(one) === nameKey(other);

const told = (what: string, by: readonly string[]): readonly string[] => by.map((user) => `${what}: ${user}`);

/** What else calls it is removed too. */
const plansThatCall = (groupName: string, documents: readonly PlanFileDocument[]): readonly string[] =>
  documents.flatMap((document) =>
    document.kind === 'RecoveryPlan' &&
    document.waves.some(({ protectionGroups }) => protectionGroups.some((called) => isSame(called, groupName)))
      ? [`plan "${document.planName}"`]
      : [],
  );

const groupsThatName = (accountId: string, documents: readonly PlanFileDocument[]): readonly string[] =>
  documents.flatMap((document) =>
    document.kind === 'ProtectionGroup' && document.accountId === accountId ? [`group "${document.groupName}"`] : [],
  );

const removedPlan = (plan: PlanSummary): Saved => ({
  applied: { kind: 'RecoveryPlan', name: plan.planName, id: plan.planId, version: plan.version, outcome: 'removed' },
  writes: planDeletions(plan),
});

const removedGroup = (group: ProtectionGroup): Saved => ({
  applied: {
    kind: 'ProtectionGroup',
    name: group.groupName,
    id: group.groupId,
    version: group.version,
    outcome: 'removed',
  },
  writes: groupDeletions(group),
});

const removedAccount = ({ accountId, accountName, version }: TargetAccount): Saved => ({
  applied: { kind: 'Account', name: accountName, id: accountId, version, outcome: 'removed' },
  writes: [accountDeletion({ accountId, version })],
});
