/** What a save changes in an account, group or plan, field by field, in the words of a plan file. */

import type { TargetAccount } from './model/account.ts';
import type { FieldChange } from './model/plan-file.ts';
import type { ProtectionGroup } from './model/protection-group.ts';
import type { PlanWave, RecoveryPlan } from './model/recovery-plan.ts';
import type { WaveAction } from './model/wave-action.ts';
import { dependencyNames } from './plan-document.ts';
import { maskedPlan } from './plan-secrets.ts';

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
  const kept = keptWaves(before, after);
  const fieldsOf = (plan: RecoveryPlan): Fields => planFields(plan, groupNames, kept);
  const shown = { before: fieldsOf(maskedPlan(before)), after: fieldsOf(maskedPlan(after)) };
  return [
    ...changesOf(fieldsOf(before), fieldsOf(after)).map((change) => masked(change, shown)),
    ...orderChange(['waves'], namesOf(before.waves), namesOf(after.waves)),
    ...[...kept].flatMap(([waveName, [old, now]]) =>
      phases.flatMap((phase) =>
        orderChange(['waves', waveName, 'actions', phase], actionNames(old, phase), actionNames(now, phase)),
      ),
    ),
  ];
};

const phases = ['before', 'after'] as const;

const namesOf = (waves: readonly PlanWave[]): string[] => waves.map(({ waveName }) => waveName);

const actionNames = ({ actions }: PlanWave, phase: (typeof phases)[number]): string[] =>
  (actions?.[phase] ?? []).map(({ actionName }) => actionName);

/** The waves that both versions have, by name. */
const keptWaves = (before: RecoveryPlan, after: RecoveryPlan): ReadonlyMap<string, readonly [PlanWave, PlanWave]> => {
  const named = new Map(after.waves.map((wave) => [wave.waveName, wave]));
  return new Map(
    before.waves.flatMap((wave) => {
      const now = named.get(wave.waveName);
      return now === undefined ? [] : [[wave.waveName, [wave, now]] as const];
    }),
  );
};

/** Told when those that both have stand in another order. */
const orderChange = (path: readonly string[], before: string[], after: string[]): readonly FieldChange[] => {
  const kept = before.filter((name) => after.includes(name));
  const isMoved = after.filter((name) => kept.includes(name)).some((name, index) => name !== kept[index]);
  return isMoved ? [{ path: [...path], before, after }] : [];
};

/** A change ends up in logs: that a secret is another one is told, and not what it is. */
const masked = ({ path, ...change }: FieldChange, shown: { readonly before: Fields; readonly after: Fields }) => ({
  path,
  ...('before' in change ? { before: valueAt(shown.before, path) } : {}),
  ...('after' in change ? { after: valueAt(shown.after, path) } : {}),
});

const valueAt = (value: unknown, [name, ...inner]: readonly string[]): unknown =>
  name === undefined || !isFields(value) ? value : valueAt(value[name], inner);

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
const planFields = (
  plan: RecoveryPlan,
  groupNames: ReadonlyMap<string, string>,
  kept: ReadonlyMap<string, unknown>,
): Fields => ({
  planName: plan.planName,
  description: plan.description,
  rtoTargetMinutes: plan.rtoTargetMinutes,
  rpoTargetSeconds: plan.rpoTargetSeconds,
  drillTtlHours: plan.drillTtlHours,
  afterCleanUp: plan.afterCleanUp,
  notifications: plan.notifications,
  waves: Object.fromEntries(
    plan.waves.map((wave) => {
      const {
        waveNumber: _number,
        waveName,
        protectionGroupIds,
        dependsOnWaves: _numbers,
        actions,
        ...settings
      } = wave;
      const protectionGroups = protectionGroupIds.map((groupId) => groupNames.get(groupId) ?? groupId);
      const around = actionFields(actions, kept.has(waveName));
      return [waveName, { protectionGroups, dependsOn: dependencyNames(wave, plan.waves), ...settings, ...around }];
    }),
  ),
});

/** Actions by name: one more changes no other. Of a wave that only one version has, none is told as none. */
const actionFields = (actions: PlanWave['actions'], isKept: boolean): Fields => {
  if (!isKept && actions === undefined) return {};
  return { actions: Object.fromEntries(phases.map((phase) => [phase, byName(actions?.[phase] ?? [], isKept)])) };
};

const byName = (actions: readonly WaveAction[], isKept: boolean): Fields | undefined =>
  actions.length === 0 && !isKept
    ? undefined
    : Object.fromEntries(
        actions.map(({ actionName, description, ...fields }) => [
          actionName,
          { ...fields, ...(description !== '' && { description }) },
        ]),
      );

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
