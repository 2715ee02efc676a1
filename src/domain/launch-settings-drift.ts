/** What is wanted of a server's launch against what AWS has, field by field. */

import {
  type DrsSettings,
  drsSettingsSchema,
  type LaunchSettings,
  type TemplateSettings,
  templateSettingsSchema,
} from './model/launch-config.ts';
import type { FieldDrift, LeftSetting } from './model/launch-settings-view.ts';

/** The order of security groups says nothing. What is not wanted is not compared. */
export const launchSettingsDrift = (
  wanted: LaunchSettings,
  found: Readonly<Record<string, unknown>>,
): readonly FieldDrift[] =>
  Object.entries(wanted).flatMap(([field, value]) => {
    const inAws = found[field];
    if (comparable(value) === comparable(inAws)) return [];
    return [{ field, wanted: value, ...(inAws === undefined ? {} : { found: inAws }) }];
  });

/**
 * What Breakwater set once, nobody wants any more, and AWS still has: nothing undoes it. What somebody has changed since is
 * AWS's own.
 */
export const noLongerSet = (
  set: Readonly<Record<string, unknown>>,
  wanted: LaunchSettings,
  found: Readonly<Record<string, unknown>>,
): readonly LeftSetting[] =>
  Object.entries(set)
    .flatMap(([field, value]) =>
      field in wanted || comparable(value) !== comparable(found[field]) ? [] : [{ field, found: found[field] }],
    )
    .toSorted((a, b) => (a.field < b.field ? -1 : 1));

/** Whoever set it in DRS: a launch replaces the volumes of that instance. Undefined: DRS makes a new one, or it is wanted. */
export const unwantedInstance = (
  wanted: LaunchSettings,
  { launchIntoInstanceId: found }: Readonly<Record<string, unknown>>,
): string | undefined => (typeof found === 'string' && wanted.launchIntoInstanceId === undefined ? found : undefined);

const comparable = (value: unknown): string =>
  JSON.stringify(Array.isArray(value) ? value.map(String).toSorted() : value) ?? '';

/** What of the drift is DRS's to change: undefined when nothing is. */
export const drsChanges = (wanted: LaunchSettings, drift: readonly FieldDrift[]): DrsSettings | undefined => {
  const changed = Object.entries(wanted).filter(
    ([name]) => name in drsFields && drift.some(({ field }) => field === name),
  );
  return changed.length === 0 ? undefined : drsSettingsSchema.parse(Object.fromEntries(changed));
};

/** All that the launch template is to say, when any of it differs: an address goes with its subnet. */
export const templateChanges = (wanted: LaunchSettings, drift: readonly FieldDrift[]): TemplateSettings | undefined =>
  drift.some(({ field }) => field in templateFields) ? templateSettingsSchema.parse(wanted) : undefined;

const drsFields = drsSettingsSchema.shape;
const templateFields = templateSettingsSchema.shape;
