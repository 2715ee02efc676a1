import { limits } from './limits.ts';
import type { FieldError, RecoveryPlanDocument, WaveDocument } from './model/plan-file.ts';
import { findCycle, resolveDependencies, type Suggest } from './plan-dependencies.ts';
import { nameKey } from './plan-names.ts';
import { findRepeatedServers, type KnownGroup } from './plan-servers.ts';

type Groups = ReadonlyMap<string, KnownGroup>;

export interface PlanSurroundings {
  /** By name key: the stored groups that the plans call, before this apply. */
  readonly storedGroups: ReadonlyMap<string, KnownGroup>;
  /** Name keys of groups in the same file whose own errors are told already: not unknown. */
  readonly brokenGroups: ReadonlySet<string>;
  readonly suggest: Suggest;
}

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
  ];
}

function waveNameErrors(waves: readonly WaveDocument[]): readonly FieldError[] {
  const first = new Map<string, number>();
  return waves.flatMap(({ waveName }, waveNumber) => {
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
  waves: readonly WaveDocument[],
  groups: Groups,
  { brokenGroups, suggest }: PlanSurroundings,
): readonly FieldError[] {
  const known = [...groups.values()].map((group) => group.groupName);
  return waves.flatMap((wave, waveNumber) =>
    wave.protectionGroups.flatMap((name, position) => {
      if (groups.has(nameKey(name)) || brokenGroups.has(nameKey(name))) return [];
      const nearest = suggest(name, known);
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
  const named = Math.min(...cycle.filter((waveNumber) => waves[waveNumber]?.dependsOn !== undefined));
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
