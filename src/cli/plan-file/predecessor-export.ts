/**
 * The JSON export of the DRS orchestrator that came before (github: johnjcousens/aws-elasticdrs-orchestrator, its
 * `GET /config/export`; schema versions 1.0, 1.1 and none), as documents of a plan file. What has no place here, and what
 * is put right on the way, is told: nothing is lost in silence. The documents are then checked like those of any file.
 */
import { z } from 'zod';
import { launchConfigSchema, serverLaunchConfigSchema } from '../../domain/model/launch-config.ts';
import { countOf } from '../../domain/names.ts';
import { nameKey } from '../../domain/plan-names.ts';
import { groupLaunchOf } from './own-launch-settings.ts';

const optionalText = z.string().nullish();
const idsSchema = z
  .array(z.string())
  .nullish()
  .transform((ids) => ids ?? []);
const fieldsSchema = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((fields) => fields ?? {});

const groupSchema = z.looseObject({
  groupName: z.string(),
  description: optionalText,
  region: z.string(),
  accountId: optionalText,
  assumeRoleName: optionalText,
  owner: optionalText,
  sourceServerIds: idsSchema,
  serverSelectionTags: z
    .record(z.string(), z.string())
    .nullish()
    .transform((tags) => tags ?? {}),
  launchConfig: fieldsSchema,
  servers: z
    .array(
      z.looseObject({
        sourceServerId: z.string(),
        useGroupDefaults: z.boolean().nullish(),
        launchTemplate: fieldsSchema,
      }),
    )
    .nullish()
    .transform((servers) => servers ?? []),
});
type Group = z.infer<typeof groupSchema>;

const waveSchema = z.looseObject({
  waveNumber: z.int().nullish(),
  waveName: optionalText,
  waveDescription: optionalText,
  protectionGroupName: optionalText,
  protectionGroupIds: idsSchema,
  serverIds: idsSchema,
  pauseBeforeWave: z.boolean().nullish(),
  dependsOnWaves: z
    .array(z.int())
    .nullish()
    .transform((numbers) => numbers ?? []),
});
type Wave = z.infer<typeof waveSchema>;

const planSchema = z.looseObject({
  planName: z.string(),
  description: optionalText,
  notificationEmail: optionalText,
  rpo: z.unknown().optional(),
  rto: z.unknown().optional(),
  waves: z.array(waveSchema),
});

export const predecessorExportSchema = z.looseObject({
  schemaVersion: z.enum(['1.0', '1.1']).optional(),
  sourceAccount: optionalText,
  protectionGroups: z.array(groupSchema),
  recoveryPlans: z.array(planSchema),
});
export type PredecessorExport = z.infer<typeof predecessorExportSchema>;

export interface Converted {
  readonly documents: readonly Readonly<Record<string, unknown>>[];
  /** Every loss and every repair, a sentence each. */
  readonly notes: readonly string[];
}

type Note = (text: string) => void;

export const convertPredecessorExport = (exported: PredecessorExport): Converted => {
  const notes: string[] = [];
  const noteOf =
    (subject: string): Note =>
    (text) =>
      notes.push(`${subject}: ${text}`);
  const groups = exported.protectionGroups.map((group) =>
    groupDocument(group, exported.sourceAccount, noteOf(`group "${group.groupName}"`)),
  );
  const plans = exported.recoveryPlans.map((plan) =>
    planDocument(plan, exported.protectionGroups, (wave) => noteOf(`plan "${plan.planName}"${wave}`)),
  );
  const roles = new Set(
    exported.protectionGroups.flatMap(({ assumeRoleName, accountId }) =>
      isGiven(assumeRoleName) ? [`${accountId || exported.sourceAccount}: role ${assumeRoleName}`] : [],
    ),
  );
  for (const role of roles)
    notes.push(`account ${role} reached it: register it as kind: Account, with its external id`);
  return { documents: [...groups, ...plans], notes };
};

const isGiven = (text: string | null | undefined): text is string => typeof text === 'string' && text.trim() !== '';
const described = (text: string | null | undefined) => (isGiven(text) ? { description: text } : {});

const groupDocument = (group: Group, sourceAccount: string | null | undefined, note: Note) => {
  const { groupName, region, servers, launchConfig } = group;
  if (isGiven(group.owner)) note(`its owner "${group.owner}" has no place here`);
  if (!isGiven(group.accountId))
    note(`it names no account: the exporting one is taken, ${sourceAccount ?? 'and that is not told'}`);
  const templates = servers.map(({ sourceServerId, launchTemplate, useGroupDefaults }) => {
    const kept = knownFields(launchTemplate, serverLaunchConfigSchema.shape, (text) =>
      note(`server ${sourceServerId}: ${text}`),
    );
    return { sourceServerId, own: serverLaunchConfigSchema.parse(kept), isAlone: useGroupDefaults === false };
  });
  const config = launchConfigSchema.parse(knownFields(launchConfig, launchConfigSchema.shape, note));
  const fixedIds = selectsByTags(group) ? undefined : [...new Set(group.sourceServerIds)];
  const launch = groupLaunchOf(config, templates, fixedIds, note);
  return {
    kind: 'ProtectionGroup',
    groupName,
    ...described(group.description),
    accountId: isGiven(group.accountId) ? group.accountId : (sourceAccount ?? ''),
    region,
    selection: selectionOf(group, note),
    ...(Object.keys(launch.launchConfig).length > 0 && { launchConfig: launch.launchConfig }),
    ...(Object.keys(launch.serverOverrides).length > 0 && { serverOverrides: launch.serverOverrides }),
  };
};

const selectsByTags = ({ serverSelectionTags }: Group): boolean => Object.keys(serverSelectionTags).length > 0;

/** Tags are resolved when an execution begins: the servers that they matched once decide nothing any more. */
const selectionOf = (group: Group, note: Note) => {
  const { serverSelectionTags, sourceServerIds } = group;
  if (!selectsByTags(group)) return { sourceServerIds: withoutTwins(sourceServerIds, note) };
  if (sourceServerIds.length > 0) {
    note(
      `it selects by its tags again: the ${countOf(sourceServerIds.length, 'server')} that they matched once are not kept`,
    );
  }
  return { tags: serverSelectionTags };
};

const withoutTwins = (ids: readonly string[], note: Note): string[] => {
  const unique = [...new Set(ids)];
  if (unique.length < ids.length) note('servers that were listed twice are listed once');
  return unique;
};

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && Object.keys(value).length === 0);

/** Launch settings have the same names there, being those of DRS. */
const knownFields = (
  fields: Readonly<Record<string, unknown>>,
  known: Readonly<Record<string, z.ZodType>>,
  note: Note,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(flattened(fields)).flatMap(([name, value]) => {
      if (isEmpty(value)) return [];
      const schema = known[name];
      const told = JSON.stringify(value);
      if (schema === undefined) {
        note(`the launch setting ${name} (${told}) has no place here`);
        return [];
      }
      if (schema.safeParse(value).success) return [[name, value]];
      note(`the launch setting ${name} is left out: ${told} is not valid`);
      return [];
    }),
  );

const intoSchema = z.object({ launchIntoEC2InstanceID: z.string() });
/** One of them is nested, and has a name of its own. */
const flattened = ({ launchIntoInstanceProperties, ...fields }: Readonly<Record<string, unknown>>) => {
  const into = intoSchema.safeParse(launchIntoInstanceProperties);
  if (into.success) return { ...fields, launchIntoInstanceId: into.data.launchIntoEC2InstanceID };
  return { ...fields, launchIntoInstanceProperties };
};

const planDocument = (plan: z.infer<typeof planSchema>, groups: readonly Group[], noteOf: (wave: string) => Note) => {
  const note = noteOf('');
  for (const name of ['rpo', 'rto'] as const) {
    if (!isEmpty(plan[name]))
      note(`its ${name} (${JSON.stringify(plan[name])}) has no unit there: set ${name}Target… by hand`);
  }
  const waves = inOrder(plan.waves, note);
  const names = uniqueNames(waves, note);
  const emails = (plan.notificationEmail ?? '').split(/[,;\s]+/).filter((email) => email !== '');
  return {
    kind: 'RecoveryPlan',
    planName: plan.planName,
    ...described(plan.description),
    waves: waves.map((wave, index) => waveDocument(wave, index, names, groups, noteOf(`, wave "${names[index]}"`))),
    ...(emails.length > 0 && { notifications: { emails } }),
  };
};

/** It ran them one after the other, by their numbers. */
const inOrder = (waves: readonly Wave[], note: Note): readonly Wave[] => {
  const numberOf = (wave: Wave, index: number): number => wave.waveNumber ?? index;
  const numbers = waves.map(numberOf);
  if (numbers.some((number, index) => number !== index))
    note(`its waves were numbered ${numbers.join(', ')}: they are counted from 0 here`);
  return waves
    .map((wave, index) => ({ ...wave, waveNumber: numberOf(wave, index) }))
    .toSorted((a, b) => a.waveNumber - b.waveNumber);
};

const uniqueNames = (waves: readonly Wave[], note: Note): readonly string[] => {
  const taken = new Set<string>();
  return waves.map(({ waveName }, index) => {
    const own =
      isGiven(waveName) && !/^\d+$/.test(waveName.trim()) ? waveName.trim() : `Wave ${waveName?.trim() || index + 1}`;
    let name = own;
    for (let twin = 2; taken.has(nameKey(name)); twin += 1) name = `${own} (${twin})`;
    taken.add(nameKey(name));
    if (name !== waveName?.trim())
      note(`its wave ${index} is called "${name}": it had no name, a number for a name, or that of another wave`);
    return name;
  });
};

const waveDocument = (wave: Wave, index: number, names: readonly string[], groups: readonly Group[], note: Note) => {
  if (isGiven(wave.waveDescription)) note(`its description "${wave.waveDescription}" has no place here`);
  if (index === 0 && wave.pauseBeforeWave === true)
    note('its gate was passed over there, before the first wave; here it waits for a person');
  const before = wave.dependsOnWaves.filter((number) => number !== (wave.waveNumber ?? index) - 1);
  if (before.length > 0) {
    note(
      `it was drawn as depending on wave ${wave.dependsOnWaves.join(', ')}, and ran after "${names[index - 1] ?? 'nothing'}" all the same: so it does here`,
    );
  }
  const called = groupsOf(wave, groups, note);
  const subset = subsetOf(wave, called, note);
  return {
    waveName: names[index],
    protectionGroups: called.map(({ groupName }) => groupName),
    ...(subset !== undefined && { sourceServerIds: subset }),
    ...(wave.pauseBeforeWave === true && { pauseBeforeWave: true }),
  };
};

/** The export names one group of a wave. Others are known by the servers that it launches. */
const groupsOf = (wave: Wave, groups: readonly Group[], note: Note): readonly Group[] => {
  const key = nameKey(wave.protectionGroupName ?? '');
  const named = groups.filter(({ groupName }) => nameKey(groupName) === key);
  const own = new Set(named.flatMap(({ sourceServerIds }) => sourceServerIds));
  const foreign = wave.serverIds.filter((id) => !own.has(id));
  const others = groups.filter(
    (group) => !named.includes(group) && group.sourceServerIds.some((id) => foreign.includes(id)),
  );
  for (const { groupName } of others)
    note(`it launched servers of the group "${groupName}", which it did not name: it is named here`);
  if (wave.protectionGroupIds.length > named.length + others.length) {
    note(
      `it calls ${countOf(wave.protectionGroupIds.length, 'group')}, of which the export names ${named.length + others.length}`,
    );
  }
  if (named.length === 0 && isGiven(wave.protectionGroupName))
    note(`its group "${wave.protectionGroupName}" is not in the export`);
  return [...named, ...others];
};

/** Of groups with tags there is none: what they matched once is no choice that somebody made. */
const subsetOf = (wave: Wave, called: readonly Group[], note: Note): string[] | undefined => {
  if (wave.serverIds.length === 0) return undefined;
  if (called.some(selectsByTags)) {
    note(
      `its list of ${countOf(wave.serverIds.length, 'server')} was a copy of what the tags matched once: all servers of its groups are launched`,
    );
    return undefined;
  }
  const all = new Set(called.flatMap(({ sourceServerIds }) => sourceServerIds));
  const chosen = [...new Set(wave.serverIds)].filter((id) => all.has(id));
  const unknown = wave.serverIds.filter((id) => !all.has(id));
  if (unknown.length > 0 && all.size > 0)
    note(`these servers are in none of its groups, and are left out: ${unknown.join(', ')}`);
  return chosen.length === 0 || chosen.length === all.size ? undefined : chosen;
};
