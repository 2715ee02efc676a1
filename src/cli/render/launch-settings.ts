import type { FieldDrift, LeftSetting, SettingsJob } from '../../domain/model/launch-settings-view.ts';
import type { ProtectionGroup } from '../../domain/model/protection-group.ts';
import { readable } from '../failure.ts';

/** `instanceType: m5.large, AWS has t3.small`. */
export const driftText = ({ field, wanted, found }: FieldDrift): string =>
  `${field}: ${settingText(wanted)}, AWS has ${found === undefined ? 'none' : settingText(found)}`;

/** `instanceType: no longer set, AWS still has m5.large`. */
export const leftText = ({ field, found }: LeftSetting): string =>
  `${field}: no longer set, AWS still has ${settingText(found)}`;

const settingText = (value: unknown): string => {
  if (typeof value === 'string') return readable(value);
  return Array.isArray(value) ? value.map(settingText).join(' ') : readable(JSON.stringify(value));
};

export const countsText = ({ total, pending, applied, unchanged, failed }: SettingsJob['counts']): string =>
  `${total - pending} of ${total} done: ${applied} changed, ${unchanged} as wanted already, ${failed} failed`;

/** What a group says of its launches; nothing when it says nothing. */
export const launchConfigLines = ({
  launchConfig = {},
  serverOverrides = {},
}: Pick<ProtectionGroup, 'launchConfig' | 'serverOverrides'>): readonly string[] => {
  const rows = [['all servers', launchConfig] as const, ...Object.entries(serverOverrides)];
  const said = rows.filter(([, settings]) => Object.keys(settings).length > 0);
  return said.map(([whom, settings]) => {
    const fields = Object.entries(settings).map(([field, value]) => `${field} ${settingText(value)}`);
    return `Launched with, ${whom}: ${fields.join(', ')}`;
  });
};
