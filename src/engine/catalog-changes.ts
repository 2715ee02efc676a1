/** Changes of one group or plan by its id, each against the version that the caller has seen. */
import { limits } from '../domain/limits.ts';
import type { AppliedDocument, DocumentKind, FieldError, PlanFileDocument } from '../domain/model/plan-file.ts';
import type { ProtectionGroup } from '../domain/model/protection-group.ts';
import type { RecoveryPlan } from '../domain/model/recovery-plan.ts';
import { nameKey } from '../domain/plan-names.ts';
import { validateDocuments } from '../domain/plan-validation.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { ItemStore, Write } from '../ports/item-store.ts';
import { readAccount } from './account-items.ts';
import { catalogPartitions, groupKey, groupNameKey, planKey, planNameKey, planSummaryOf } from './catalog-items.ts';
import { findGroup, findPlan, readGroups, readPlan } from './catalog-reader.ts';
import { bumpReferences, readReferencesVersion } from './catalog-references.ts';
import { type Saved, saveGroup, savePlan } from './catalog-writes.ts';
import { placeFindings } from './group-place.ts';
import type { CheckingAws } from './launch-settings/check-in-aws.ts';
import { checkChangedConfig, promisesAny } from './launch-settings/check-on-save.ts';
import { createSuggest } from './nearest-name.ts';
import { usesOfPlan } from './plan-uses.ts';
import { queryAll } from './store/query-all.ts';

export interface ChangePorts {
  readonly store: ItemStore;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Asked about launch settings that are saved. */
  readonly aws?: CheckingAws;
}

type Refused =
  | { readonly kind: 'not-found' }
  /** Somebody else saved it since the caller looked. */
  | { readonly kind: 'version-conflict'; readonly currentVersion: number }
  | { readonly kind: 'busy' };

export type SaveResult<T> =
  | {
      readonly kind: 'saved';
      readonly value: T;
      /** What was saved, against what was there. */
      readonly applied: AppliedDocument;
      /** What of it could not be checked, or lies where nothing is registered; absent: nothing. */
      readonly unchecked?: readonly FieldError[];
    }
  /** Another group or plan has this name. */
  | { readonly kind: 'name-taken'; readonly name: string }
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] }
  | Refused;

export type DeleteResult =
  | { readonly kind: 'deleted' }
  /** What uses it, in an operator's words. */
  | { readonly kind: 'in-use'; readonly by: readonly string[] }
  | Refused;

/** What is changed: absent when it is new. */
export interface Seen {
  readonly id: string;
  readonly version: number;
}

type DocumentOf<Kind extends DocumentKind> = Extract<PlanFileDocument, { kind: Kind }>;

export const putGroup = async (
  ports: ChangePorts,
  document: DocumentOf<'ProtectionGroup'>,
  actor: string,
  seen?: Seen,
): Promise<SaveResult<ProtectionGroup>> => {
  const { store } = ports;
  const result = await saveNamed(store, {
    name: document.groupName,
    seen,
    readStored: async (id) => (await readGroups(store, [id])).groups[0],
    findNamed: async () => (await findGroup(store, document.groupName))?.groupId,
    save: async (stored) => {
      // Read first: what another group is promised from here on makes the save fail, and is looked at again.
      const references = await readReferencesVersion(store);
      const { errors, unchecked: unasked } = await checkChangedConfig(ports, document, stored);
      if (errors.length > 0) return { kind: 'invalid', errors };
      const unchecked = [...placeFindings(document, await readAccount(store, document.accountId)), ...unasked];
      const saving = { now: ports.clock.now(), actor, newId: ports.ids.next('group') };
      const saved = saveGroup(document, stored, saving);
      const bumps = saved.writes.length > 0 && promisesAny(document);
      const writes = bumps ? [...saved.writes, bumpReferences(references)] : saved.writes;
      return { kind: 'writes', saved: { ...saved, writes }, unchecked };
    },
  });
  return readBack(result, async (id) => (await readGroups(store, [id])).groups[0]);
};

export const putPlan = async (
  ports: ChangePorts,
  document: DocumentOf<'RecoveryPlan'>,
  actor: string,
  seen?: Seen,
): Promise<SaveResult<RecoveryPlan>> => {
  const { store } = ports;
  const result = await saveNamed(store, {
    name: document.planName,
    seen,
    readStored: (id) => readPlan(store, id),
    findNamed: async () => (await findPlan(store, document.planName))?.planId,
    save: async (stored) => {
      const references = await readReferencesVersion(store);
      const groups = await readCalledGroups(store, document);
      const errors = validateDocuments([{ documentIndex: 0, document }], {
        storedGroups: groups,
        broken: { groupNames: new Set(), hasUnnamedGroup: false, plans: [] },
        suggest: createSuggest(),
      });
      if (errors.length > 0) return { kind: 'invalid', errors };
      const groupIds = new Map([...groups].map(([key, group]) => [key, group.groupId]));
      const groupNames = new Map([...groups.values()].map((group) => [group.groupId, group.groupName]));
      const saving = { now: ports.clock.now(), actor, newId: ports.ids.next('plan') };
      const saved = savePlan(document, stored, { groupIds, groupNames }, saving);
      const writes = saved.writes.length === 0 ? [] : [...saved.writes, bumpReferences(references)];
      return { kind: 'writes', saved: { ...saved, writes } };
    },
  });
  return readBack(result, (id) => readPlan(store, id));
};

interface Named<T> {
  readonly name: string;
  readonly seen: Seen | undefined;
  readonly readStored: (id: string) => Promise<T | undefined>;
  /** The id of what has the name now. */
  readonly findNamed: () => Promise<string | undefined>;
  readonly save: (
    stored: T | undefined,
  ) => Promise<
    | { readonly kind: 'writes'; readonly saved: Saved; readonly unchecked?: readonly FieldError[] }
    | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] }
  >;
}

/** A lost race is taken again from a fresh look: then the version is another, or the name is taken. */
const saveNamed = async <T extends { readonly version: number }>(
  store: ItemStore,
  { name, seen, readStored, findNamed, save }: Named<T>,
): Promise<SaveResult<string>> => {
  for (let attempt = 0; attempt < limits.saveAttempts; attempt += 1) {
    const stored = seen === undefined ? undefined : await readStored(seen.id);
    if (seen !== undefined) {
      if (stored === undefined) return { kind: 'not-found' };
      if (stored.version !== seen.version) return { kind: 'version-conflict', currentVersion: stored.version };
    }
    const namesake = await findNamed();
    if (namesake !== undefined && namesake !== seen?.id) return { kind: 'name-taken', name };
    const draft = await save(stored);
    if (draft.kind === 'invalid') return draft;
    const { writes, applied } = draft.saved;
    if (writes.length === 0 || (await store.transact(writes)).ok) {
      return { kind: 'saved', value: applied.id, applied, ...uncheckedOf(draft) };
    }
  }
  return { kind: 'busy' };
};

const readBack = async <T>(
  result: SaveResult<string>,
  read: (id: string) => Promise<T | undefined>,
): Promise<SaveResult<T>> => {
  if (result.kind !== 'saved') return result;
  const value = await read(result.value);
  // Deleted by somebody within the same moment.
  return value === undefined ? { kind: 'not-found' } : { ...result, value };
};

const uncheckedOf = ({ unchecked = [] }: { readonly unchecked?: readonly FieldError[] }) =>
  unchecked.length === 0 ? {} : { unchecked };

const readCalledGroups = async (
  store: ItemStore,
  document: DocumentOf<'RecoveryPlan'>,
): Promise<ReadonlyMap<string, ProtectionGroup>> => {
  const names = new Set(document.waves.flatMap((wave) => wave.protectionGroups.map(nameKey)));
  const found = await Promise.all([...names].map(async (key) => ({ key, group: await findGroup(store, key) })));
  return new Map(found.flatMap(({ key, group }) => (group === undefined ? [] : [[key, group]])));
};

/** Not while a plan calls it: its newest version, that is; executions have a copy of their own. */
export const deleteGroup = async (
  { store }: Pick<ChangePorts, 'store'>,
  { id, version }: Seen,
): Promise<DeleteResult> => {
  for (let attempt = 0; attempt < limits.saveAttempts; attempt += 1) {
    // Read first: a plan that is saved from here on makes the deletion fail.
    const references = await readReferencesVersion(store);
    const group = (await readGroups(store, [id])).groups[0];
    if (group === undefined) return { kind: 'not-found' };
    if (group.version !== version) return { kind: 'version-conflict', currentVersion: group.version };
    const by = await plansOver(store, id);
    if (by.length > 0) return { kind: 'in-use', by };
    const result = await store.transact([...groupDeletions(group), bumpReferences(references)]);
    if (result.ok) return { kind: 'deleted' };
  }
  return { kind: 'busy' };
};

export const groupDeletions = ({
  groupId,
  groupName,
  version,
}: Pick<ProtectionGroup, 'groupId' | 'groupName' | 'version'>): readonly Write[] => [
  { kind: 'delete', key: groupKey(groupId), condition: { kind: 'version', version } },
  { kind: 'delete', key: groupNameKey(groupName) },
];

export const planDeletions = ({
  planId,
  planName,
  version,
}: Pick<RecoveryPlan, 'planId' | 'planName' | 'version'>): readonly Write[] => [
  { kind: 'delete', key: planKey(planId), condition: { kind: 'version', version } },
  { kind: 'delete', key: planNameKey(planName) },
];

const plansOver = async (store: ItemStore, groupId: string): Promise<readonly string[]> => {
  const summaries = (await queryAll(store, 'catalog', catalogPartitions.plans, '')).map(planSummaryOf);
  const plans = await Promise.all(summaries.map(({ planId, version }) => readPlan(store, planId, version)));
  return plans.flatMap((plan) =>
    plan?.waves.some((wave) => wave.protectionGroupIds.includes(groupId)) ? [`plan "${plan.planName}"`] : [],
  );
};

/**
 * Not while an execution of it runs, or a clean-up that comes by itself has instances of it to terminate. Its saved versions
 * stay readable by number: they are what was executed.
 */
export const deletePlan = async (
  { store }: Pick<ChangePorts, 'store'>,
  { id, version }: Seen,
): Promise<DeleteResult> => {
  const plan = await readPlan(store, id);
  if (plan === undefined) return { kind: 'not-found' };
  if (plan.version !== version) return { kind: 'version-conflict', currentVersion: plan.version };
  const by = await usesOfPlan(store, id);
  if (by.length > 0) return { kind: 'in-use', by };
  const result = await store.transact(planDeletions(plan));
  return result.ok ? { kind: 'deleted' } : deletePlan({ store }, { id, version });
};
