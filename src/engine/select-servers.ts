import type { ProtectionGroup } from '../domain/model/protection-group.ts';
import { scopeKey } from '../domain/model/scope.ts';
import { hasAllTags } from '../domain/tag-selection.ts';
import type { Outcome } from '../ports/aws-failure.ts';
import type { RecoveryService, SourceServer } from '../ports/recovery-service.ts';

type Selecting = Pick<ProtectionGroup, 'accountId' | 'region' | 'selection'>;

/**
 * The source servers that each group selects in DRS at this moment, in the order of the groups. One question for each
 * account and Region: for all its servers when a group goes by tags, else for those that the groups name.
 */
export const selectServersOfGroups = async (
  recovery: RecoveryService,
  groups: readonly Selecting[],
): Promise<readonly Outcome<readonly SourceServer[]>[]> => {
  const answers = new Map(
    await Promise.all(
      [...Map.groupBy(groups, scopeKey)].map(
        async ([place, inScope]) => [place, await describeScope(recovery, inScope)] as const,
      ),
    ),
  );
  return groups.map((group) => {
    const answer = answers.get(scopeKey(group));
    if (answer === undefined) throw new Error(`bug: nobody asked for ${scopeKey(group)}`);
    return selectFrom(answer, group.selection);
  });
};

/** The same of one group, or of a selection that is no group yet. */
export const selectServers = async (
  recovery: Pick<RecoveryService, 'describeSourceServers'>,
  group: Selecting,
): Promise<Outcome<readonly SourceServer[]>> => selectFrom(await describeScope(recovery, [group]), group.selection);

const describeScope = (
  recovery: Pick<RecoveryService, 'describeSourceServers'>,
  groups: readonly Selecting[],
): Promise<Outcome<readonly SourceServer[]>> => {
  const [first] = groups;
  if (first === undefined) throw new Error('bug: a scope without a group');
  const scope = { accountId: first.accountId, region: first.region };
  const ids = groups.flatMap(({ selection }) => ('sourceServerIds' in selection ? selection.sourceServerIds : []));
  const byTags = groups.some(({ selection }) => 'tags' in selection);
  return byTags ? recovery.describeSourceServers(scope) : recovery.describeSourceServers(scope, [...new Set(ids)]);
};

const selectFrom = (
  answer: Outcome<readonly SourceServer[]>,
  selection: ProtectionGroup['selection'],
): Outcome<readonly SourceServer[]> => (answer.ok ? { ok: true, value: selectedBy(selection, answer.value) } : answer);

/** Those of the servers that the selection selects. */
export const selectedBy = (
  selection: ProtectionGroup['selection'],
  servers: readonly SourceServer[],
): readonly SourceServer[] => {
  if ('sourceServerIds' in selection) {
    const named = new Set(selection.sourceServerIds);
    return servers.filter(({ sourceServerId }) => named.has(sourceServerId));
  }
  return servers.filter(({ tags }) => hasAllTags(tags, selection.tags));
};
