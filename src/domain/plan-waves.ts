import { limits } from './limits.ts';
import type { FieldError, RecoveryPlanDocument, WaveDocument } from './model/plan-file.ts';
import { actionErrors } from './plan-actions.ts';
import { findCycle, resolveDependencies, type Suggest } from './plan-dependencies.ts';
import { nameKey } from './plan-names.ts';
import { findRepeatedServers, type KnownGroup } from './plan-servers.ts';

type Groups = ReadonlyMap<string, KnownGroup>;

export interface PlanSurroundings {
  /** By name key: the stored groups that the plans call, before this apply. */
  readonly storedGroups: ReadonlyMap<string, KnownGroup>;
  /** Documents of the same file whose own errors are told already. */
  readonly broken: BrokenDocuments;
  readonly suggest: Suggest;
}

export interface BrokenDocuments {
  /** Name keys of groups: whoever calls them calls nothing unknown. */
  readonly groupNames: ReadonlySet<string>;
  /** There is a group whose name cannot be read: any name that is not known may be its. */
  readonly hasUnnamedGroup: boolean;
  readonly plans: readonly BrokenPlan[];
}

/** What of a plan can be read; undefined where something is wrong and has been told. */
export interface BrokenPlan {
  readonly documentIndex: number;
  readonly waves: readonly {
    readonly waveName: string | undefined;
    readonly protectionGroups: readonly (string | undefined)[];
    readonly dependsOn: readonly (string | number | undefined)[] | undefined;
  }[];
}

/** What a plan with errors of its own calls and is not there. Nothing that may follow from those errors. */
export function brokenPlanErrors(
  { waves }: BrokenPlan,
  groups: Groups,
  surroundings: PlanSurroundings,
): readonly FieldError[] {
  const named = waves.flatMap(({ waveName, dependsOn }) =>
    waveName === undefined ? [] : [{ waveName, ...(dependsOn === undefined ? {} : { dependsOn: known(dependsOn) }) }],
  );
  // With a name unknown, any wave may be the one that is called.
  const dependencies = named.length === waves.length ? resolveDependencies(named, surroundings.suggest).errors : [];
  return [...waveNameErrors(waves), ...unknownGroupErrors(waves, groups, surroundings), ...dependencies];
}

/** All or none: a place among them must stay what it is in the file. */
const known = <T>(values: readonly (T | undefined)[]): T[] => {
  const all = values.filter((value) => value !== undefined);
  return all.length === values.length ? all : [];
};

/** Everything that is wrong in one plan, given the groups that it may call. */
export function validatePlan(
  plan: RecoveryPlanDocument,
  groups: Groups,
  surroundings: PlanSurroundings,
): readonly FieldError[] {
  const { dependsOnWaves, errors: dependencyErrors } = resolveDependencies(plan.waves, surroundings.suggest);
  return [
    ...waveNameErrors(plan.waves),
    ...unknownGroupErrors(plan.waves, groups, surroundings),
    ...dependencyErrors,
    ...cycleErrors(plan.waves, dependsOnWaves),
    ...findRepeatedServers(plan.waves, groups),
    ...subsetErrors(plan.waves, groups),
    ...serverCountErrors(plan.waves, groups),
    ...actionErrors(plan, groups),
  ];
}

function waveNameErrors(waves: readonly { readonly waveName: string | undefined }[]): readonly FieldError[] {
  const first = new Map<string, number>();
  return waves.flatMap(({ waveName }, waveNumber) => {
    if (waveName === undefined) return [];
    const path = ['waves', waveNumber, 'waveName'];
    const earlier = first.get(nameKey(waveName));
    if (earlier !== undefined) {
      return [{ path, message: `wave ${earlier} is named "${waveName}" too (upper and lower case are the same)` }];
    }
    first.set(nameKey(waveName), waveNumber);
    if (/^\d+$/.test(waveName)) {
      return [{ path, message: 'a wave name must not be a number: waves are called by their numbers too' }];
    }
    return [];
  });
}

function unknownGroupErrors(
  waves: readonly { readonly protectionGroups: readonly (string | undefined)[] }[],
  groups: Groups,
  { broken, suggest }: PlanSurroundings,
): readonly FieldError[] {
  if (broken.hasUnnamedGroup) return [];
  const names = [...groups.values()].map((group) => group.groupName);
  return waves.flatMap((wave, waveNumber) =>
    wave.protectionGroups.flatMap((name, position) => {
      if (name === undefined || groups.has(nameKey(name)) || broken.groupNames.has(nameKey(name))) return [];
      const nearest = suggest(name, names);
      const message = `unknown protection group "${name}"${nearest === undefined ? '' : `; did you mean "${nearest}"?`}`;
      return [{ path: ['waves', waveNumber, 'protectionGroups', position], message }];
    }),
  );
}

function cycleErrors(
  waves: readonly WaveDocument[],
  dependsOnWaves: readonly (readonly number[])[],
): readonly FieldError[] {
  const cycle = findCycle(dependsOnWaves);
  if (cycle === undefined) return [];
  const names = cycle.map((waveNumber) => `"${waves[waveNumber]?.waveName}"`).join(' waits for ');
  // It has dependsOn: without one it would wait for a wave before it, which would then be the first.
  const named = Math.min(...cycle);
  const message = `waves wait for each other: ${names} (a wave without dependsOn waits for the wave before it)`;
  return [{ path: ['waves', named, 'dependsOn'], message }];
}

/** A wave's own servers must be among those of its groups, as far as these are fixed. */
function subsetErrors(waves: readonly WaveDocument[], groups: Groups): readonly FieldError[] {
  return waves.flatMap((wave, waveNumber) => {
    const fixed = fixedServersOf(wave, groups);
    if (wave.sourceServerIds === undefined || fixed === undefined) return [];
    return wave.sourceServerIds.flatMap((id, position) =>
      fixed.has(id)
        ? []
        : [
            {
              path: ['waves', waveNumber, 'sourceServerIds', position],
              message: `server ${id} is in none of the wave's protection groups`,
            },
          ],
    );
  });
}

/** `undefined` when a group is unknown or selects by tags. */
function fixedServersOf(wave: WaveDocument, groups: Groups): ReadonlySet<string> | undefined {
  const ids = new Set<string>();
  for (const name of wave.protectionGroups) {
    const selection = groups.get(nameKey(name))?.selection;
    if (selection === undefined || !('sourceServerIds' in selection)) return undefined;
    for (const id of selection.sourceServerIds) ids.add(id);
  }
  return ids;
}

function serverCountErrors(waves: readonly WaveDocument[], groups: Groups): readonly FieldError[] {
  const counts = waves.map((wave) => wave.sourceServerIds?.length ?? fixedServersOf(wave, groups)?.size ?? 0);
  const count = counts.reduce((sum, each) => sum + each, 0);
  if (count <= limits.serversPerPlan) return [];
  return [{ path: ['waves'], message: `${count} servers in one plan; at most ${limits.serversPerPlan}` }];
}
