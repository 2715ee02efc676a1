/** A plan as it is being edited: whatever was typed stays as it was typed. */
import type { PlanBody } from '../../../../src/api/contract.ts';
import { limits } from '../../../../src/domain/limits.ts';
import type { NotificationEvent } from '../../../../src/domain/model/plan-notifications.ts';
import type { PlanWave, RecoveryPlan } from '../../../../src/domain/model/recovery-plan.ts';
import { type ActionDraft, draftOfAction } from './actions/action-draft.ts';
import { actionOf } from './actions/action-of.ts';
import { numberOf } from './number-of.ts';

export interface WaveDraft {
  /** Of this draft alone: names change while they are typed. */
  readonly key: string;
  readonly waveName: string;
  /** Names. */
  readonly protectionGroups: readonly string[];
  /** Keys of waves. */
  readonly dependsOn: readonly string[];
  readonly pauseBeforeWave: boolean;
  readonly onFailure: PlanWave['onFailure'];
  readonly minSuccessPercent: string;
  readonly timeoutMinutes: string;
  /** Empty: all servers of the groups. */
  readonly sourceServerIds: readonly string[];
  /** Actions around its launch. */
  readonly before: readonly ActionDraft[];
  readonly after: readonly ActionDraft[];
}

export interface PlanDraft {
  readonly planName: string;
  readonly description: string;
  readonly rtoTargetMinutes: string;
  readonly rpoTargetSeconds: string;
  readonly drillTtlHours: string;
  /** One address a line. */
  readonly emails: string;
  readonly webhookUrl: string;
  /** Empty: of everything. */
  readonly events: readonly NotificationEvent[];
  /** Actions once every instance of an execution is gone. */
  readonly afterCleanUp: readonly ActionDraft[];
  readonly waves: readonly WaveDraft[];
}

const newKey = (): string => globalThis.crypto.randomUUID();

export const newWave = (waveName: string, dependsOn: readonly string[]): WaveDraft => ({
  key: newKey(),
  waveName,
  protectionGroups: [],
  dependsOn,
  pauseBeforeWave: false,
  onFailure: 'stop',
  minSuccessPercent: '100',
  timeoutMinutes: String(limits.waveTimeoutMinutesDefault),
  sourceServerIds: [],
  before: [],
  after: [],
});

export const emptyDraft = (): PlanDraft => ({
  planName: '',
  description: '',
  rtoTargetMinutes: '',
  rpoTargetSeconds: '',
  drillTtlHours: '',
  emails: '',
  webhookUrl: '',
  events: [],
  afterCleanUp: [],
  waves: [newWave('', [])],
});

/** `groupNames`: by id. */
export function draftOf(plan: RecoveryPlan, groupNames: ReadonlyMap<string, string>): PlanDraft {
  const keys = plan.waves.map(newKey);
  return {
    planName: plan.planName,
    description: plan.description,
    rtoTargetMinutes: String(plan.rtoTargetMinutes ?? ''),
    rpoTargetSeconds: String(plan.rpoTargetSeconds ?? ''),
    drillTtlHours: String(plan.drillTtlHours ?? ''),
    emails: (plan.notifications?.emails ?? []).join('\n'),
    webhookUrl: plan.notifications?.webhookUrl ?? '',
    events: plan.notifications?.events ?? [],
    afterCleanUp: (plan.afterCleanUp ?? []).map(draftOfAction),
    waves: plan.waves.map((wave, waveNumber) => ({
      key: keys[waveNumber] ?? newKey(),
      waveName: wave.waveName,
      protectionGroups: wave.protectionGroupIds.map((groupId) => groupNames.get(groupId) ?? groupId),
      dependsOn: wave.dependsOnWaves.flatMap((before) => keys[before] ?? []),
      pauseBeforeWave: wave.pauseBeforeWave,
      onFailure: wave.onFailure,
      minSuccessPercent: String(wave.minSuccessPercent),
      timeoutMinutes: String(wave.timeoutMinutes),
      sourceServerIds: wave.sourceServerIds ?? [],
      before: (wave.actions?.before ?? []).map(draftOfAction),
      after: (wave.actions?.after ?? []).map(draftOfAction),
    })),
  };
}

const withActions = ({ before, after }: Pick<WaveDraft, 'before' | 'after'> = { before: [], after: [] }) =>
  before.length + after.length > 0 && { actions: { before: before.map(actionOf), after: after.map(actionOf) } };

const afterCleanUpOf = ({ afterCleanUp }: PlanDraft) =>
  afterCleanUp.length > 0 && { afterCleanUp: afterCleanUp.map(actionOf) };

const partsOf = (text: string): string[] => text.split(/[\s,]+/).filter((id) => id !== '');

/** Absent: nobody is told. */
function notificationsOf({ emails, webhookUrl, events }: PlanDraft) {
  const addresses = partsOf(emails);
  const url = webhookUrl.trim();
  if (addresses.length === 0 && url === '' && events.length === 0) return undefined;
  return {
    emails: addresses,
    ...(url !== '' && { webhookUrl: url }),
    ...(events.length > 0 && { events: [...events] }),
  };
}

/** As the API takes it. */
export function bodyOf(draft: PlanDraft): PlanBody {
  const { planName, description, rtoTargetMinutes, rpoTargetSeconds, drillTtlHours, waves } = draft;
  const notifications = notificationsOf(draft);
  return {
    planName,
    description,
    ...(rtoTargetMinutes !== '' && { rtoTargetMinutes: numberOf(rtoTargetMinutes) }),
    ...(rpoTargetSeconds !== '' && { rpoTargetSeconds: numberOf(rpoTargetSeconds) }),
    ...(drillTtlHours !== '' && { drillTtlHours: numberOf(drillTtlHours) }),
    ...afterCleanUpOf(draft),
    ...(notifications !== undefined && { notifications }),
    waves: waves.map((wave) => ({
      waveName: wave.waveName,
      protectionGroups: [...wave.protectionGroups],
      // By name: the API takes a number for a wave before only.
      dependsOn: positionsBefore(wave, waves).map((before) => waves[before]?.waveName ?? before),
      pauseBeforeWave: wave.pauseBeforeWave,
      onFailure: wave.onFailure,
      minSuccessPercent: numberOf(wave.minSuccessPercent),
      timeoutMinutes: numberOf(wave.timeoutMinutes),
      ...(wave.sourceServerIds.length > 0 && { sourceServerIds: [...wave.sourceServerIds] }),
      ...withActions(wave),
    })),
  };
}

/** The draft as if it had been saved over this plan: for comparing. Groups stand in it by their names. */
export function savedAs(draft: PlanDraft, plan: RecoveryPlan): RecoveryPlan {
  const { waves, rtoTargetMinutes, rpoTargetSeconds, drillTtlHours, ...settings } = bodyOf(draft);
  const {
    rtoTargetMinutes: _rto,
    rpoTargetSeconds: _rpo,
    drillTtlHours: _ttl,
    notifications: _told,
    afterCleanUp: _later,
    ...saved
  } = plan;
  const notifications = notificationsOf(draft);
  return {
    ...saved,
    planName: settings.planName,
    description: settings.description ?? '',
    ...(rtoTargetMinutes !== undefined && { rtoTargetMinutes }),
    ...(rpoTargetSeconds !== undefined && { rpoTargetSeconds }),
    ...(drillTtlHours !== undefined && { drillTtlHours }),
    ...(notifications !== undefined && { notifications }),
    ...afterCleanUpOf(draft),
    waves: waves.map(({ protectionGroups, dependsOn: _names, sourceServerIds, ...wave }, waveNumber) => ({
      waveName: wave.waveName,
      pauseBeforeWave: wave.pauseBeforeWave ?? false,
      onFailure: wave.onFailure ?? 'stop',
      minSuccessPercent: wave.minSuccessPercent ?? 100,
      timeoutMinutes: wave.timeoutMinutes ?? limits.waveTimeoutMinutesDefault,
      ...(sourceServerIds !== undefined && { sourceServerIds }),
      ...withActions(draft.waves[waveNumber]),
      waveNumber,
      protectionGroupIds: protectionGroups,
      dependsOnWaves: positionsBefore(draft.waves[waveNumber], draft.waves),
    })),
  };
}

/** Positions of the waves that must be done first. */
export const positionsBefore = (wave: WaveDraft | undefined, waves: readonly WaveDraft[]): number[] =>
  waves.flatMap(({ key }, position) => (wave?.dependsOn.includes(key) === true ? [position] : []));
