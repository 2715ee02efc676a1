import type { EstateServer } from '../../../src/domain/model/estate-view.ts';
import type { ProtectionGroup } from '../../../src/domain/model/protection-group.ts';
import { type Scope, scopeKey } from '../../../src/domain/model/scope.ts';
import { hasAllTags } from '../../../src/domain/tag-selection.ts';

/** The groups that select a server now. */
export const groupsOfServer = (
  server: Pick<EstateServer, 'sourceServerId' | 'tags'>,
  scope: Scope,
  groups: readonly ProtectionGroup[],
): readonly ProtectionGroup[] =>
  groups.filter((group) => scopeKey(group) === scopeKey(scope) && isSelected(server, group.selection));

const isSelected = (
  { sourceServerId, tags }: Pick<EstateServer, 'sourceServerId' | 'tags'>,
  selection: ProtectionGroup['selection'],
): boolean =>
  'sourceServerIds' in selection
    ? selection.sourceServerIds.includes(sourceServerId)
    : hasAllTags(tags, selection.tags);
