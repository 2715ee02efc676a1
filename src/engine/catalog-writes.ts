import { groupChanges, planChanges } from '../domain/document-changes.ts';
import type { Instant } from '../domain/model/identifiers.ts';
import type {
  AppliedDocument,
  DocumentKind,
  ProtectionGroupDocument,
  RecoveryPlanDocument,
} from '../domain/model/plan-file.ts';
import type { ProtectionGroup } from '../domain/model/protection-group.ts';
import type { PlanSummary, PlanWave, RecoveryPlan } from '../domain/model/recovery-plan.ts';
import { resolveDependencies } from '../domain/plan-dependencies.ts';
import { nameKey } from '../domain/plan-names.ts';
import type { ItemKey, Json, StoredItem, Write } from '../ports/item-store.ts';
import { groupKey, groupNameKey, planKey, planNameKey, planVersionKey } from './catalog-items.ts';

/** Who saves, when, and under which id when it is new. */
export interface Saving {
  readonly now: Instant;
  readonly actor: string;
  readonly newId: string;
}

/** The groups that plans call. */
export interface CalledGroups {
  /** By name key. */
  readonly groupIds: ReadonlyMap<string, string>;
  /** By id: for telling what changes. */
  readonly groupNames: ReadonlyMap<string, string>;
}

export interface Saved {
  readonly applied: AppliedDocument;
  readonly writes: readonly Write[];
}

/** The writes that make the stored group say what the document says: none when it says so already. */
export function saveGroup(
  document: ProtectionGroupDocument,
  stored: ProtectionGroup | undefined,
  { now, actor, newId }: Saving,
): Saved {
  const { kind, ...definition } = document;
  const group: ProtectionGroup = {
    groupId: stored?.groupId ?? newId,
    ...definition,
    version: (stored?.version ?? 0) + 1,
    updatedBy: actor,
    createdTime: stored?.createdTime ?? now,
    updatedTime: now,
  };
  const name = group.groupName;
  if (stored !== undefined && sameContent(stored, group)) return unchanged(kind, name, stored.groupId, stored.version);
  const { groupId, version } = group;
  const writes: Write[] = [put({ ...groupKey(groupId), version, body: group }, stored?.version)];
  writes.push(...nameWrites(groupNameKey(name), groupId, stored && groupNameKey(stored.groupName)));
  if (stored === undefined) return { applied: { kind, name, id: groupId, version, outcome: 'created' }, writes };
  const changes = groupChanges(stored, group);
  return { applied: { kind, name, id: groupId, version, outcome: 'updated', changes }, writes };
}

/** The writes of a new version of the plan: none when the newest version says the same. */
export function savePlan(
  document: RecoveryPlanDocument,
  stored: RecoveryPlan | undefined,
  { groupIds, groupNames }: CalledGroups,
  { now, actor, newId }: Saving,
): Saved {
  const { kind, waves: waveDocuments, ...settings } = document;
  const plan: RecoveryPlan = {
    planId: stored?.planId ?? newId,
    ...settings,
    waves: planWaves(waveDocuments, groupIds),
    version: (stored?.version ?? 0) + 1,
    updatedBy: actor,
    createdTime: stored?.createdTime ?? now,
    updatedTime: now,
  };
  const name = plan.planName;
  if (stored !== undefined && sameContent(stored, plan)) return unchanged(kind, name, stored.planId, stored.version);
  const { planId, version } = plan;
  const { waves, ...rest } = plan;
  const summary: PlanSummary = { ...rest, waveCount: waves.length };
  const writes: Write[] = [
    put({ ...planKey(planId), version, body: summary }, stored?.version),
    putNew({ ...planVersionKey(planId, version), version: 1, body: plan }),
  ];
  writes.push(...nameWrites(planNameKey(name), planId, stored && planNameKey(stored.planName)));
  if (stored === undefined) return { applied: { kind, name, id: planId, version, outcome: 'created' }, writes };
  const changes = planChanges(stored, plan, groupNames);
  return { applied: { kind, name, id: planId, version, outcome: 'updated', changes }, writes };
}

/** Every name is known and every dependency is right: the documents were validated. */
function planWaves(waves: RecoveryPlanDocument['waves'], groupIds: ReadonlyMap<string, string>): PlanWave[] {
  const { dependsOnWaves } = resolveDependencies(waves, () => undefined);
  return waves.map(({ protectionGroups, dependsOn: _dependsOn, ...settings }, waveNumber) => ({
    waveNumber,
    ...settings,
    protectionGroupIds: protectionGroups.flatMap((name) => groupIds.get(nameKey(name)) ?? []),
    dependsOnWaves: [...(dependsOnWaves[waveNumber] ?? [])],
  }));
}

/** A name belongs to one id. A new name takes the place of the old one. */
const nameWrites = (key: ItemKey, id: string, before: ItemKey | undefined): readonly Write[] => {
  if (before?.sort === key.sort) return [];
  const own = putNew({ ...key, version: 1, body: { id } });
  return before === undefined
    ? [own]
    : [own, { kind: 'delete', key: before, condition: { kind: 'version', version: 1 } }];
};

const put = (item: StoredItem, storedVersion: number | undefined): Write =>
  storedVersion === undefined
    ? putNew(item)
    : { kind: 'put', item, condition: { kind: 'version', version: storedVersion } };

const putNew = (item: StoredItem): Write => ({ kind: 'put', item, condition: { kind: 'absent' } });

export const unchanged = (kind: DocumentKind, name: string, id: string, version: number): Saved => ({
  applied: { kind, name, id, version, outcome: 'unchanged' },
  writes: [],
});

type Versioned = Pick<ProtectionGroup, 'version' | 'updatedBy' | 'createdTime' | 'updatedTime'>;

/** The same apart from who saved it when; the order of fields and tags does not matter. */
function sameContent(stored: Versioned, next: Versioned): boolean {
  return sortedText(withoutHistory(stored)) === sortedText(withoutHistory(next));
}

const withoutHistory = ({
  version: _v,
  updatedBy: _b,
  createdTime: _c,
  updatedTime: _u,
  ...content
}: Versioned): Json => content;

const sortedText = (value: Json): string =>
  JSON.stringify(value, (_, part: Json) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
