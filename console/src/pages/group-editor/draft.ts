/** A group as it is being edited. Both ways to select are kept: changing one's mind loses nothing. */
import type { GroupBody } from '../../../../src/api/contract.ts';
import type { ProtectionGroup } from '../../../../src/domain/model/protection-group.ts';

export interface TagDraft {
  readonly key: string;
  readonly value: string;
}

export interface GroupDraft {
  readonly groupName: string;
  readonly description: string;
  readonly accountId: string;
  readonly region: string;
  readonly by: 'tags' | 'servers';
  readonly tags: readonly TagDraft[];
  readonly sourceServerIds: readonly string[];
  /** Not edited here, and kept: a save says all that the group says. */
  readonly launch: Pick<ProtectionGroup, 'launchConfig' | 'serverOverrides'>;
}

export const emptyDraft = (): GroupDraft => ({
  groupName: '',
  description: '',
  accountId: '',
  region: '',
  by: 'tags',
  tags: [{ key: '', value: '' }],
  sourceServerIds: [],
  launch: {},
});

export const draftOf = (group: ProtectionGroup): GroupDraft => ({
  groupName: group.groupName,
  description: group.description,
  accountId: group.accountId,
  region: group.region,
  launch: {
    ...(group.launchConfig === undefined ? {} : { launchConfig: group.launchConfig }),
    ...(group.serverOverrides === undefined ? {} : { serverOverrides: group.serverOverrides }),
  },
  ...selectedBy(group),
});

const selectedBy = ({ selection }: ProtectionGroup): Pick<GroupDraft, 'by' | 'tags' | 'sourceServerIds'> =>
  'tags' in selection
    ? { by: 'tags', tags: Object.entries(selection.tags).map(([key, value]) => ({ key, value })), sourceServerIds: [] }
    : { by: 'servers', tags: [{ key: '', value: '' }], sourceServerIds: selection.sourceServerIds };

/** Lines without a key say nothing yet. */
export const selectionOf = ({ by, tags, sourceServerIds }: GroupDraft): ProtectionGroup['selection'] =>
  by === 'servers'
    ? { sourceServerIds: [...sourceServerIds] }
    : { tags: Object.fromEntries(tags.filter(({ key }) => key !== '').map(({ key, value }) => [key, value])) };

/** As the API takes it. */
export const bodyOf = (draft: GroupDraft): GroupBody => ({
  groupName: draft.groupName,
  description: draft.description,
  accountId: draft.accountId,
  region: draft.region,
  selection: selectionOf(draft),
  ...draft.launch,
});

/** The draft as if it had been saved over this group: for comparing. */
export const savedAs = (draft: GroupDraft, group: ProtectionGroup): ProtectionGroup => {
  const { groupName, description, accountId, region } = draft;
  return { ...group, groupName, description, accountId, region, selection: selectionOf(draft) };
};
