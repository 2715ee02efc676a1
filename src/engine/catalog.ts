import { accountErrors } from '../domain/account-rules.ts';
import { limits } from '../domain/limits.ts';
import type { AccountDefinition, TargetAccount } from '../domain/model/account.ts';
import type {
  AppliedDocument,
  DocumentError,
  DocumentKind,
  FieldError,
  ProtectionGroupDocument,
  RecoveryPlanDocument,
  Removal,
} from '../domain/model/plan-file.ts';
import type { ProtectionGroup } from '../domain/model/protection-group.ts';
import type { PlanSummary, RecoveryPlan } from '../domain/model/recovery-plan.ts';
import { nameKey } from '../domain/plan-names.ts';
import { type NumberedDocument, validateDocuments } from '../domain/plan-validation.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { ItemStore, Page, Write } from '../ports/item-store.ts';
import { readAccount, readAccounts } from './account-items.ts';
import { deleteAccount, putAccount, saveAccount } from './catalog-accounts.ts';
import {
  type DeleteResult,
  deleteGroup,
  deletePlan,
  putGroup,
  putPlan,
  type SaveResult,
  type Seen,
} from './catalog-changes.ts';
import { type ParsedDocuments, parseDocuments, tooManyCalls } from './catalog-documents.ts';
import {
  catalogPartitions,
  groupOf,
  planSummaryOf,
  planVersionSummaryOf,
  planVersionsPartition,
} from './catalog-items.ts';
import { type Pruning, readPruning, unlikeSeen } from './catalog-prune.ts';
import { findGroup, findPlan, readGroups, readPlan } from './catalog-reader.ts';
import { bumpReferences, readReferencesVersion } from './catalog-references.ts';
import { saveSettings } from './catalog-settings.ts';
import { type Saved, saveGroup, savePlan } from './catalog-writes.ts';
import { type DeniedChange, deniedChanges } from './denied-changes.ts';
import type { PageOf, PageRequest } from './execution-service.ts';
import { documentRemarks } from './group-place.ts';
import type { CheckingAws } from './launch-settings/check-in-aws.ts';
import { checkConfigsOfFile, promisesAny } from './launch-settings/check-on-save.ts';
import { createSuggest } from './nearest-name.ts';
import { readTagSyncSchedule, type TagSyncSchedule } from './settings-items.ts';

export { readGroups, readPlan } from './catalog-reader.ts';

export interface CatalogPorts {
  readonly store: ItemStore;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Asked about launch settings that are saved. */
  readonly aws?: CheckingAws;
  /** Told after every save and deletion of a plan, which waits for it. Must not reject. */
  readonly onPlansChanged?: () => Promise<void>;
  /** The same of accounts. */
  readonly onAccountsChanged?: () => Promise<void>;
  /** The server's own credentials reach no account: each needs a role. */
  readonly everyAccountByRole?: boolean;
}

export type ApplyResult =
  /** In the order of the documents; then what was removed. */
  | { readonly kind: 'applied'; readonly results: readonly AppliedDocument[] }
  /** Nothing was written. */
  | { readonly kind: 'invalid'; readonly errors: readonly DocumentError[] }
  /** Something that would be removed is in use: what, and by what. Nothing was written. */
  | { readonly kind: 'in-use'; readonly by: readonly string[] }
  /** What would be removed is not what the caller has seen. Nothing was written. */
  | { readonly kind: 'not-as-seen'; readonly errors: readonly FieldError[] }
  /** The caller may not do this: every such change. Nothing was written. */
  | { readonly kind: 'not-allowed'; readonly changes: readonly DeniedChange[] }
  /** Others kept saving the same groups or plans; nothing was written, and the same apply may be tried again. */
  | { readonly kind: 'busy' };

export interface ApplyOptions {
  readonly actor: string;
  /** Checks everything, saves nothing. */
  readonly dryRun?: boolean;
  /** Removes the accounts, groups and plans that no document says. */
  readonly prune?: boolean;
  /** What a dry run has shown to be removed; anything else is refused. */
  readonly removes?: readonly Removal[];
  /** Whether the caller may save this change; asked of what really changes, and not in a dry run. */
  readonly mayChange?: (change: AppliedDocument) => boolean;
}

/** Accounts, protection groups and recovery plans: the only writer of them. */
export type Catalog = ReturnType<typeof createCatalog>;

export function createCatalog(ports: CatalogPorts) {
  const { store, onPlansChanged = async () => undefined, onAccountsChanged = async () => undefined } = ports;
  return {
    /** All documents or none, in one transaction. Names decide what is updated and what is new. */
    apply: (documents: readonly unknown[], options: ApplyOptions): Promise<ApplyResult> =>
      apply(ports, parseDocuments(documents), options),

    /** By id. There are tens of them. */
    listAccounts: (): Promise<readonly TargetAccount[]> => readAccounts(store),
    getAccount: (accountId: string): Promise<TargetAccount | undefined> => readAccount(store, accountId),
    /** A new account, or another version of the one that was seen. */
    putAccount: async (
      definition: AccountDefinition,
      actor: string,
      seenVersion?: number,
    ): Promise<SaveResult<TargetAccount>> => {
      const result = await putAccount(ports, definition, rulesOf(ports), actor, seenVersion);
      if (result.kind === 'saved') await onAccountsChanged();
      return result;
    },
    /** Not while a group names it, or an execution has servers there. */
    deleteAccount: async (seen: Seen): Promise<DeleteResult> => {
      const result = await deleteAccount(store, seen);
      if (result.kind === 'deleted') await onAccountsChanged();
      return result;
    },

    getGroup: async (groupId: string): Promise<ProtectionGroup | undefined> =>
      (await readGroups(store, [groupId])).groups[0],
    /** A new group, or another version of the one that was seen. */
    putGroup: (document: ProtectionGroupDocument, actor: string, seen?: Seen): Promise<SaveResult<ProtectionGroup>> =>
      putGroup(ports, document, actor, seen),
    /** Not while a plan calls it. */
    deleteGroup: (seen: Seen): Promise<DeleteResult> => deleteGroup(ports, seen),
    /** Ignores case. */
    findGroup: (groupName: string): Promise<ProtectionGroup | undefined> => findGroup(store, groupName),
    /** Oldest first. */
    listGroups: (page: PageRequest): Promise<PageOf<ProtectionGroup>> =>
      listOf(store.query({ table: 'catalog', partition: catalogPartitions.groups, ...page }), groupOf),

    /** The newest version, or the one asked for. */
    getPlan: (planId: string, version?: number): Promise<RecoveryPlan | undefined> => readPlan(store, planId, version),
    /** A new plan, or another version of the one that was seen. */
    putPlan: async (document: RecoveryPlanDocument, actor: string, seen?: Seen): Promise<SaveResult<RecoveryPlan>> => {
      const result = await putPlan(ports, document, actor, seen);
      if (result.kind === 'saved') await onPlansChanged();
      return result;
    },
    /** Not while an execution of it runs, or a clean-up of one is to come by itself. Its saved versions stay readable. */
    deletePlan: async (seen: Seen): Promise<DeleteResult> => {
      const result = await deletePlan(ports, seen);
      if (result.kind === 'deleted') await onPlansChanged();
      return result;
    },
    /** Newest first; of a deleted plan too. Empty: there never was such a plan. */
    listPlanVersions: (planId: string, page: PageRequest): Promise<PageOf<PlanSummary>> =>
      listOf(
        store.query({ table: 'catalog', partition: planVersionsPartition(planId), descending: true, ...page }),
        planVersionSummaryOf,
      ),
    /** Ignores case. */
    findPlan: (planName: string): Promise<RecoveryPlan | undefined> => findPlan(store, planName),
    /** Oldest first. */
    listPlans: (page: PageRequest): Promise<PageOf<PlanSummary>> =>
      listOf(store.query({ table: 'catalog', partition: catalogPartitions.plans, ...page }), planSummaryOf),
  };
}

const rulesOf = ({ everyAccountByRole = false }: CatalogPorts) => ({ everyAccountByRole });

async function listOf<T>(query: Promise<Page>, parse: (item: Page['items'][number]) => T): Promise<PageOf<T>> {
  const { items, next } = await query;
  return { items: items.map(parse), ...(next !== undefined && { next }) };
}

/** A lost race is taken again from a fresh look: what another apply has just created is then updated or unchanged. */
async function apply(
  ports: CatalogPorts,
  parsed: ParsedDocuments,
  { actor, dryRun = false, prune = false, removes = [], mayChange = () => true }: ApplyOptions,
): Promise<ApplyResult> {
  const excessive = tooManyCalls(parsed);
  if (excessive !== undefined) return { kind: 'invalid', errors: inFileOrder([...parsed.errors, excessive]) };
  for (let attempt = 0; attempt < limits.saveAttempts; attempt += 1) {
    const stored = await readNamed(ports.store, parsed);
    const errors = [
      ...parsed.errors,
      ...accountDocumentErrors(ports, parsed.documents),
      ...validateDocuments(parsed.documents, {
        storedGroups: stored.groups,
        broken: parsed.broken,
        suggest: createSuggest(),
      }),
    ];
    if (errors.length > 0) return { kind: 'invalid', errors: inFileOrder(errors) };
    // A dry run that prunes comes before a save, which what it leaves alone does not refuse.
    const asksAgain = dryRun && !prune;
    const launches = await checkConfigsOfFile(ports, parsed.documents, stored.groups, asksAgain);
    if (launches.errors.length > 0) return { kind: 'invalid', errors: inFileOrder(launches.errors) };
    const pruning = prune ? await readPruning(ports.store, documentsOf(parsed)) : nothing;
    if (pruning.inUse.length > 0) return { kind: 'in-use', by: pruning.inUse };
    const unlike = dryRun ? [] : unlikeSeen(pruning.removed, removes);
    if (unlike.length > 0) return { kind: 'not-as-seen', errors: unlike };
    const saved = [...saveAll(ports, parsed.documents, stored, actor), ...pruning.removed];
    const denied = dryRun ? [] : deniedChanges(saved, parsed.documents.length, mayChange);
    if (denied.length > 0) return { kind: 'not-allowed', changes: denied };
    const changed = saved.flatMap((each) => each.writes);
    const saves = (kind: DocumentKind) =>
      saved.some(({ applied, writes: own }) => applied.kind === kind && own.length > 0);
    const savesPlan = saves('RecoveryPlan');
    const promises = parsed.documents.some(
      ({ document }) => document.kind === 'ProtectionGroup' && promisesAny(document),
    );
    const removesGroup = pruning.removed.some(({ applied }) => applied.kind === 'ProtectionGroup');
    const refers = savesPlan || removesGroup || (promises && saves('ProtectionGroup'));
    const writes = refers ? [...changed, bumpReferences(stored.references)] : changed;
    const excess = findExcess(writes);
    if (excess !== undefined) return { kind: 'invalid', errors: [{ documentIndex: 0, path: [], message: excess }] };
    const remarks = await documentRemarks(ports, parsed.documents, stored.accounts);
    if (writes.length === 0 || dryRun || (await ports.store.transact(writes)).ok) {
      if (saves('Account') && !dryRun) await ports.onAccountsChanged?.();
      if (savesPlan && !dryRun) await ports.onPlansChanged?.();
      return {
        kind: 'applied',
        results: saved.map(({ applied }, index) => withUnchecked(applied, [...remarks, ...launches.unchecked], index)),
      };
    }
  }
  return { kind: 'busy' };
}

const nothing: Pruning = { removed: [], inUse: [] };

const documentsOf = ({ documents }: ParsedDocuments) => documents.map(({ document }) => document);

/** Without any broken document, results stand in the order of the documents. */
const withUnchecked = (
  applied: AppliedDocument,
  unchecked: readonly DocumentError[],
  documentIndex: number,
): AppliedDocument => {
  const own = unchecked.filter((one) => one.documentIndex === documentIndex);
  if (own.length === 0) return applied;
  return { ...applied, unchecked: own.map(({ path, message }) => ({ path: path.map(String), message })) };
};

const accountDocumentErrors = (ports: CatalogPorts, documents: readonly NumberedDocument[]): readonly DocumentError[] =>
  documents.flatMap(({ documentIndex, document }) =>
    document.kind === 'Account'
      ? accountErrors(document, rulesOf(ports)).map((error) => ({ documentIndex, ...error }))
      : [],
  );

interface StoredByName {
  /** See `catalog-references.ts`. */
  readonly references: number;
  readonly tagSync: TagSyncSchedule;
  /** By id. */
  readonly accounts: ReadonlyMap<string, TargetAccount>;
  readonly groups: ReadonlyMap<string, ProtectionGroup>;
  readonly plans: ReadonlyMap<string, RecoveryPlan>;
  /** By id, of these groups and of those that the plans have called so far. */
  readonly groupNames: ReadonlyMap<string, string>;
}

/** Every account, group and plan that the documents define or call, by id or name key, as far as it is stored. */
async function readNamed(store: ItemStore, { documents, broken }: ParsedDocuments): Promise<StoredByName> {
  const accountIds = new Set<string>();
  const calledByBroken = broken.plans.flatMap(({ waves }) => waves.flatMap((wave) => wave.protectionGroups));
  const groupKeys = new Set<string>(calledByBroken.flatMap((name) => (name === undefined ? [] : [nameKey(name)])));
  const planKeys = new Set<string>();
  for (const { document } of documents) {
    if (document.kind === 'Account') accountIds.add(document.accountId);
    else if (document.kind === 'Settings') continue;
    else if (document.kind === 'ProtectionGroup') {
      accountIds.add(document.accountId);
      groupKeys.add(nameKey(document.groupName));
    } else {
      planKeys.add(nameKey(document.planName));
      for (const wave of document.waves) for (const name of wave.protectionGroups) groupKeys.add(nameKey(name));
    }
  }
  const references = await readReferencesVersion(store);
  const tagSync = await readTagSyncSchedule(store);
  const accounts = await readAll(accountIds, (accountId) => readAccount(store, accountId));
  const groups = await readAll(groupKeys, (key) => findGroup(store, key));
  const plans = await readAll(planKeys, (key) => findPlan(store, key));
  const calledIds = [...plans.values()].flatMap(({ waves }) => waves.flatMap((wave) => wave.protectionGroupIds));
  const called = await readGroups(store, [...new Set(calledIds)]);
  const groupNames = new Map([...called.groups, ...groups.values()].map((group) => [group.groupId, group.groupName]));
  return { references, tagSync, accounts, groups, plans, groupNames };
}

async function readAll<T>(
  keys: ReadonlySet<string>,
  read: (key: string) => Promise<T | undefined>,
): Promise<ReadonlyMap<string, T>> {
  const found = await Promise.all([...keys].map(async (key) => ({ key, value: await read(key) })));
  return new Map(found.flatMap(({ key, value }) => (value === undefined ? [] : [[key, value]])));
}

function saveAll(
  { clock, ids }: CatalogPorts,
  documents: readonly NumberedDocument[],
  stored: StoredByName,
  actor: string,
): readonly Saved[] {
  const now = clock.now();
  const groupIds = new Map([...stored.groups].map(([key, group]) => [key, group.groupId]));
  const groupNames = new Map(stored.groupNames);
  const savedSettings = documents.flatMap(({ documentIndex, document }) =>
    document.kind === 'Settings' ? [{ documentIndex, saved: saveSettings(document, stored.tagSync) }] : [],
  );
  const savedAccounts = documents.flatMap(({ documentIndex, document }) => {
    if (document.kind !== 'Account') return [];
    const { kind: _kind, ...definition } = document;
    return [
      { documentIndex, saved: saveAccount(definition, stored.accounts.get(definition.accountId), { now, actor }) },
    ];
  });
  // Groups first: the plans of the same file call them by the ids that they get here.
  const savedGroups = documents.flatMap(({ documentIndex, document }) => {
    if (document.kind !== 'ProtectionGroup') return [];
    const key = nameKey(document.groupName);
    const saved = saveGroup(document, stored.groups.get(key), { now, actor, newId: ids.next('group') });
    groupIds.set(key, saved.applied.id);
    groupNames.set(saved.applied.id, document.groupName);
    return [{ documentIndex, saved }];
  });
  const savedPlans = documents.flatMap(({ documentIndex, document }) => {
    if (document.kind !== 'RecoveryPlan') return [];
    const before = stored.plans.get(nameKey(document.planName));
    const saving = { now, actor, newId: ids.next('plan') };
    return [{ documentIndex, saved: savePlan(document, before, { groupIds, groupNames }, saving) }];
  });
  return [...savedSettings, ...savedAccounts, ...savedGroups, ...savedPlans]
    .sort((a, b) => a.documentIndex - b.documentIndex)
    .map(({ saved }) => saved);
}

const inFileOrder = (errors: readonly DocumentError[]): readonly DocumentError[] =>
  errors.toSorted((a, b) => a.documentIndex - b.documentIndex);

/** What one transaction cannot hold. */
function findExcess(writes: readonly Write[]): string | undefined {
  const remedy = 'split the documents over several applies, groups first';
  if (writes.length > limits.itemsPerTransaction) {
    return `too many changes for one apply: ${writes.length} items, at most ${limits.itemsPerTransaction} (a new group takes 2, a new plan 3); ${remedy}`;
  }
  const bytes = new TextEncoder().encode(JSON.stringify(writes)).length;
  if (bytes <= limits.transactionBytes) return undefined;
  return `too much for one apply: ${bytes} bytes, at most ${limits.transactionBytes}; ${remedy}`;
}
