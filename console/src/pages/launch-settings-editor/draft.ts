/** Launch settings as they are being edited: every field as the text that is typed. */
import type { ServerLaunchConfig } from '../../../../src/domain/model/launch-config.ts';
import type { ProtectionGroup } from '../../../../src/domain/model/protection-group.ts';
import { type FieldName, type LaunchField, launchFields } from './fields.ts';

/** A field that is absent or empty is not named: it is left as it is. */
export type SettingsDraft = Readonly<Partial<Record<FieldName, string>>>;

export interface LaunchDraft {
  readonly all: SettingsDraft;
  /** By source server id. */
  readonly servers: Readonly<Record<string, SettingsDraft>>;
}

export const draftOf = ({ launchConfig = {}, serverOverrides = {} }: ProtectionGroup): LaunchDraft => ({
  all: settingsDraftOf(launchConfig),
  servers: Object.fromEntries(Object.entries(serverOverrides).map(([id, own]) => [id, settingsDraftOf(own)])),
});

const settingsDraftOf = (config: ServerLaunchConfig): SettingsDraft =>
  Object.fromEntries(launchFields.map(({ name }) => [name, textOf(config[name])]).filter(([, text]) => text !== ''));

const textOf = (value: ServerLaunchConfig[FieldName]): string => {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.join(', ');
  const isYes = typeof value === 'boolean' ? value : value.osByol;
  return isYes ? 'yes' : 'no';
};

export const isNamed = (draft: SettingsDraft): boolean => Object.values(draft).some((text) => text.trim() !== '');

/** What the group would say if this were saved, as the API takes it; what is wrong with it is found out later. */
export const bodyOf = (group: ProtectionGroup, draft: LaunchDraft) => {
  const { groupName, description, accountId, region, selection } = group;
  const own = Object.entries(draft.servers).filter(([, settings]) => isNamed(settings));
  return {
    groupName,
    description,
    accountId,
    region,
    selection,
    ...(isNamed(draft.all) && { launchConfig: configOf(draft.all) }),
    ...(own.length > 0 && {
      serverOverrides: Object.fromEntries(own.map(([id, settings]) => [id, configOf(settings)])),
    }),
  };
};

const configOf = (draft: SettingsDraft): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    launchFields.flatMap((field) => {
      const text = (draft[field.name] ?? '').trim();
      return text === '' ? [] : [[field.name, settingOf(field, text)]];
    }),
  );

const settingOf = ({ kind }: LaunchField, text: string): unknown => {
  switch (kind) {
    case 'list':
      return text.split(/[\s,]+/).filter((part) => part !== '');
    case 'yesNo':
      return text === 'yes';
    case 'licence':
      return { osByol: text === 'yes' };
    case 'text':
    case 'choice':
      return text;
  }
};

/** "Subnet = subnet-…; Copy tags = yes". */
export const draftText = (draft: SettingsDraft): string =>
  launchFields
    .flatMap(({ name, label }) => ((draft[name] ?? '') === '' ? [] : [`${label} = ${draft[name] ?? ''}`]))
    .join('; ');
