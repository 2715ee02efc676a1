/** A group in a place that no entry of an account has, or whose tags no server has: it is saved, and told. */
import type { TargetAccount } from '../domain/model/account.ts';
import type { DocumentError, FieldError } from '../domain/model/plan-file.ts';
import type { Scope } from '../domain/model/scope.ts';
import type { NumberedDocument } from '../domain/plan-validation.ts';
import type { InventoryReader } from './inventory/sweep-rows.ts';
import { tagsWithoutServers } from './inventory/tags-without-servers.ts';

/** `account`: the entry of the group's account, as it is or as the same file says it. */
export const placeFindings = (
  { accountId, region }: Scope,
  account: Pick<TargetAccount, 'regions'> | undefined,
): readonly FieldError[] => {
  if (account === undefined) {
    const message = `account ${accountId} is not registered: nothing of this group can be launched before it is`;
    return [{ path: ['accountId'], message }];
  }
  if (account.regions.includes(region)) return [];
  const message = `the entry of account ${accountId} does not have ${region} (it has ${account.regions.join(', ')}): correct the Region, or add it there; until then inventory, capacity and tags leave it out`;
  return [{ path: ['region'], message }];
};

/** Of the groups of a file; AWS is not asked. */
export const documentRemarks = async (
  reader: InventoryReader,
  documents: readonly NumberedDocument[],
  stored: ReadonlyMap<string, TargetAccount>,
): Promise<readonly DocumentError[]> => [
  ...documentPlaces(documents, stored),
  ...(await tagsWithoutServers(reader, documents)),
];

/** An account that the same file brings counts, wherever it stands. */
const documentPlaces = (
  documents: readonly NumberedDocument[],
  stored: ReadonlyMap<string, TargetAccount>,
): readonly DocumentError[] => {
  const accounts = new Map<string, Pick<TargetAccount, 'regions'>>(stored);
  for (const { document } of documents) if (document.kind === 'Account') accounts.set(document.accountId, document);
  return documents.flatMap(({ documentIndex, document }) =>
    document.kind === 'ProtectionGroup'
      ? placeFindings(document, accounts.get(document.accountId)).map((found) => ({ documentIndex, ...found }))
      : [],
  );
};
