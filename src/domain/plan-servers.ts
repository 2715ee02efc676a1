import type { FieldError, WaveDocument } from './model/plan-file.ts';
import type { ProtectionGroupDefinition } from './model/protection-group.ts';
import { countOf, firstFew } from './names.ts';
import { nameKey } from './plan-names.ts';

/** What is known of a group before AWS is asked. */
export type KnownGroup = Pick<ProtectionGroupDefinition, 'groupName' | 'accountId' | 'region' | 'selection'>;

/** A group's place in a plan. */
interface Use {
  readonly key: string;
  readonly group: KnownGroup;
  readonly waveNumber: number;
  readonly waveName: string;
  readonly position: number;
  /** The wave launches every server of its groups. */
  readonly whole: boolean;
}

/**
 * Servers that would launch twice in one plan, as far as that is certain before AWS is asked: fixed servers, the same
 * group again, and a group whose tags are all among another's. What tags resolve to is checked when an execution begins.
 */
export function findRepeatedServers(
  waves: readonly WaveDocument[],
  groups: ReadonlyMap<string, KnownGroup>,
): readonly FieldError[] {
  return [...repeatedFixedServers(waves, groups), ...repeatedGroups(usesOf(waves, groups))];
}

function usesOf(waves: readonly WaveDocument[], groups: ReadonlyMap<string, KnownGroup>): readonly Use[] {
  return waves.flatMap((wave, waveNumber) =>
    wave.protectionGroups.flatMap((name, position) => {
      const key = nameKey(name);
      const group = groups.get(key);
      const { waveName, sourceServerIds } = wave;
      return group ? [{ key, group, waveNumber, waveName, position, whole: sourceServerIds === undefined }] : [];
    }),
  );
}

/** One error per place that repeats servers, so that 4,000 servers make no 4,000 errors. */
function repeatedFixedServers(
  waves: readonly WaveDocument[],
  groups: ReadonlyMap<string, KnownGroup>,
): readonly FieldError[] {
  const firstSeen = new Map<string, string>();
  const errors: FieldError[] = [];
  const take = (ids: readonly string[], path: FieldError['path'], place: string) => {
    const repeated = new Map<string, string[]>();
    for (const id of ids) {
      const earlier = firstSeen.get(id);
      if (earlier === undefined) firstSeen.set(id, place);
      else repeated.set(earlier, [...(repeated.get(earlier) ?? []), id]);
    }
    for (const [earlier, twice] of repeated) {
      const where = earlier === place ? `listed twice in ${place}` : `of ${place} already in ${earlier}`;
      errors.push({ path, message: `${countOf(twice.length, 'server')} ${where}: ${firstFew(twice, 3, ', ')}` });
    }
  };
  for (const [waveNumber, wave] of waves.entries()) {
    const place = `wave "${wave.waveName}"`;
    if (wave.sourceServerIds !== undefined) {
      take(wave.sourceServerIds, ['waves', waveNumber, 'sourceServerIds'], place);
      continue;
    }
    const named = new Set<string>();
    for (const [position, name] of wave.protectionGroups.entries()) {
      const group = groups.get(nameKey(name));
      // The same group again is told once, as a group.
      if (group === undefined || named.has(nameKey(name))) continue;
      named.add(nameKey(name));
      const ids = 'sourceServerIds' in group.selection ? group.selection.sourceServerIds : [];
      take(ids, ['waves', waveNumber, 'protectionGroups', position], `group "${group.groupName}" in ${place}`);
    }
  }
  return errors;
}

function repeatedGroups(uses: readonly Use[]): readonly FieldError[] {
  return uses.flatMap((use, index) => {
    for (const earlier of uses.slice(0, index)) {
      const message = overlapOf(earlier, use);
      if (message !== undefined) {
        return [{ path: ['waves', use.waveNumber, 'protectionGroups', use.position], message }];
      }
    }
    return [];
  });
}

function overlapOf(earlier: Use, use: Use): string | undefined {
  const sameWave = earlier.waveNumber === use.waveNumber;
  const { group } = use;
  if (earlier.key === use.key) {
    if (sameWave) return `group "${group.groupName}" is named twice in this wave`;
    // Fixed servers, and subsets of both waves, are told by their ids.
    if ('sourceServerIds' in group.selection || (!earlier.whole && !use.whole)) return undefined;
    return `group "${group.groupName}" is already in wave "${earlier.waveName}": its servers would launch twice`;
  }
  if (!earlier.whole || !use.whole || !tagsOverlap(earlier.group, group)) return undefined;
  return `the tags of group "${group.groupName}" and of group "${earlier.group.groupName}" in wave "${earlier.waveName}" match the same servers: they would launch twice`;
}

/** Every server of one group carries the tags of the other too. */
function tagsOverlap(a: KnownGroup, b: KnownGroup): boolean {
  if (a.accountId !== b.accountId || a.region !== b.region) return false;
  if (!('tags' in a.selection) || !('tags' in b.selection)) return false;
  return isAmong(a.selection.tags, b.selection.tags) || isAmong(b.selection.tags, a.selection.tags);
}

const isAmong = (few: Readonly<Record<string, string>>, many: Readonly<Record<string, string>>): boolean =>
  Object.entries(few).every(([key, value]) => many[key] === value);
