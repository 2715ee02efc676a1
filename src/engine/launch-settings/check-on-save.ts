/** The check of launch settings that a save changes. */
import { claimsOf } from '../../domain/launch-config-rules.ts';
import { type LaunchDefinition, launchSites } from '../../domain/launch-config-sites.ts';
import type { DocumentError, ProtectionGroupDocument } from '../../domain/model/plan-file.ts';
import type { ProtectionGroup } from '../../domain/model/protection-group.ts';
import { nameKey } from '../../domain/plan-names.ts';
import type { NumberedDocument } from '../../domain/plan-validation.ts';
import type { ItemReader } from '../../ports/item-store.ts';
import { mapAtMost } from '../at-most.ts';
import { catalogPartitions, groupOf } from '../catalog-items.ts';
import { queryAll } from '../store/query-all.ts';
import type { CheckingAws, LaunchConfigFindings } from './check-in-aws.ts';
import { checkLaunchConfig, type NamedDefinition } from './check-launch-config.ts';

interface SavePorts {
  readonly store: ItemReader;
  readonly aws?: CheckingAws;
}

/** What was checked when it was saved is not asked again: AWS may be out of reach when somebody mends a description. */
export const checkChangedConfig = async (
  { store, aws }: SavePorts,
  document: ProtectionGroupDocument,
  stored: ProtectionGroup | undefined,
): Promise<LaunchConfigFindings> => {
  if (stored !== undefined && saysOf(stored) === saysOf(document)) return nothing;
  const groups = await readStoredGroups(store);
  return checkLaunchConfig(
    aws,
    document,
    groups.filter(({ groupId }) => groupId !== stored?.groupId),
  );
};

/**
 * The same of all groups of a file: beside each other, and beside the stored ones that it does not replace.
 * `asksAgain`: nothing is to be saved, and whoever asks wants to know of what is saved already too.
 */
export const checkConfigsOfFile = async (
  { store, aws }: SavePorts,
  documents: readonly NumberedDocument[],
  storedByName: ReadonlyMap<string, ProtectionGroup>,
  asksAgain: boolean,
): Promise<{ readonly errors: readonly DocumentError[]; readonly unchecked: readonly DocumentError[] }> => {
  const groups = documents.flatMap(({ documentIndex, document }) =>
    document.kind === 'ProtectionGroup' ? [{ documentIndex, document }] : [],
  );
  const asked = groups.filter(({ document }) => {
    const stored = storedByName.get(nameKey(document.groupName));
    return asksAgain || stored === undefined || saysOf(stored) !== saysOf(document);
  });
  if (asked.length === 0) return nothing;
  const replaced = new Set(groups.map(({ document }) => nameKey(document.groupName)));
  const kept = (await readStoredGroups(store)).filter(({ groupName }) => !replaced.has(nameKey(groupName)));
  const checked = await mapAtMost(GROUPS_AT_ONCE, asked, async ({ documentIndex, document }) => {
    const others: NamedDefinition[] = [...kept, ...groups.map((one) => one.document).filter((one) => one !== document)];
    const { errors, unchecked } = await checkLaunchConfig(aws, document, others);
    const placed = (found: LaunchConfigFindings['errors']): DocumentError[] =>
      found.map((one) => ({ documentIndex, ...one }));
    return { errors: placed(errors), unchecked: placed(unchecked) };
  });
  return { errors: checked.flatMap(({ errors }) => errors), unchecked: checked.flatMap(({ unchecked }) => unchecked) };
};

/** Whether an address or an existing instance is promised to one of its servers. */
export const promisesAny = (definition: LaunchDefinition): boolean =>
  launchSites(definition).some(({ wanted }) => claimsOf(wanted).length > 0);

/** Each asks five questions. */
const GROUPS_AT_ONCE = 4;

const nothing = { errors: [], unchecked: [] };

export const readStoredGroups = async (store: ItemReader): Promise<readonly ProtectionGroup[]> =>
  (await queryAll(store, 'catalog', catalogPartitions.groups, '')).map(groupOf);

const saysOf = ({ accountId, region, selection, launchConfig, serverOverrides }: LaunchDefinition): string =>
  JSON.stringify([accountId, region, selection, launchConfig, serverOverrides]);
