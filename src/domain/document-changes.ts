/** What a save changes in an account, group or plan, field by field, in the words of a plan file. */

import type { TargetAccount } from './model/account.ts';
import type { FieldChange } from './model/plan-file.ts';
import { maskedUrl } from './model/plan-notifications.ts';
import type { ProtectionGroup } from './model/protection-group.ts';
import type { RecoveryPlan } from './model/recovery-plan.ts';
import { dependencyNames } from './plan-document.ts';

type Fields = Readonly<Record<string, unknown>>;

export const accountChanges = (before: TargetAccount, after: TargetAccount): FieldChange[] =>
  changesOf(accountFields(before), accountFields(after));

export const groupChanges = (before: ProtectionGroup, after: ProtectionGroup): FieldChange[] =>
  changesOf(groupFields(before), groupFields(after));

/** `groupNames`: by id, of every group that either version calls. */
export const planChanges = (
  before: RecoveryPlan,
  after: RecoveryPlan,
  groupNames: ReadonlyMap<string, string>,
): FieldChange[] => {
  const changes = changesOf(planFields(before, groupNames), planFields(after, groupNames));
  const order = (plan: RecoveryPlan): string[] => plan.waves.map(({ waveName }) => waveName);
  const known = new Set(order(after));
  const kept = order(before).filter((name) => known.has(name));
  const isMoved = order(after)
    .filter((name) => kept.includes(name))
    .some((name, index) => name !== kept[index]);
  const told = changes.map(masked);
  return isMoved ? [...told, { path: ['waves'], before: order(before), after: order(after) }] : told;
};

/** A change ends up in logs: that the address is another one is told, and not what it is. */
const masked = (change: FieldChange): FieldChange => ({
  ...change,
  ...(change.before === undefined ? {} : { before: withoutSecrets(change.before, change.path.at(-1)) }),
  ...(change.after === undefined ? {} : { after: withoutSecrets(change.after, change.path.at(-1)) }),
});

const withoutSecrets = (value: unknown, name: string | undefined): unknown => {
  if (name === 'webhookUrl' && typeof value === 'string') return maskedUrl(value);
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([inner, part]) => [inner, withoutSecrets(part, inner)]));
};

const accountFields = ({ version: _version, updatedTime: _time, updatedBy: _by, ...fields }: TargetAccount): Fields =>
  fields;

const groupFields = (group: ProtectionGroup): Fields => ({
  groupName: group.groupName,
  description: group.description,
  accountId: group.accountId,
  region: group.region,
  selection: group.selection,
  launchConfig: group.launchConfig,
  serverOverrides: group.serverOverrides,
});

/** Waves by name: one more in the middle changes no other. */
const planFields = (plan: RecoveryPlan, groupNames: ReadonlyMap<string, string>): Fields => ({
  planName: plan.planName,
  description: plan.description,
  rtoTargetMinutes: plan.rtoTargetMinutes,
  rpoTargetSeconds: plan.rpoTargetSeconds,
  drillTtlHours: plan.drillTtlHours,
  afterCleanUp: plan.afterCleanUp,
  notifications: plan.notifications,
  waves: Object.fromEntries(
    plan.waves.map((wave) => {
      const { waveNumber: _number, waveName, protectionGroupIds, dependsOnWaves: _numbers, ...settings } = wave;
      const protectionGroups = protectionGroupIds.map((groupId) => groupNames.get(groupId) ?? groupId);
      return [waveName, { protectionGroups, dependsOn: dependencyNames(wave, plan.waves), ...settings }];
    }),
  ),
});

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A mapping is compared field by field; everything else, lists too, as a whole. */
const changesOf = (before: Fields, after: Fields, path: readonly string[] = []): FieldChange[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
    const [old, now] = [before[name], after[name]];
    if (isFields(old) && isFields(now)) return changesOf(old, now, [...path, name]);
    if (JSON.stringify(old) === JSON.stringify(now)) return [];
    return [
      {
        path: [...path, name],
        ...(old === undefined ? {} : { before: old }),
        ...(now === undefined ? {} : { after: now }),
      },
    ];
  });
