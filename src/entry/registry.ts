/** The catalog, and AWS as it is reached by the accounts that are registered in it. Nothing in here is of Node. */
import type { AwsServices } from '../adapters/aws/aws-services.ts';
import type { AccountDefinition, TargetAccount } from '../domain/model/account.ts';
import { type Accounts, createAccounts } from '../engine/accounts.ts';
import { type Catalog, type CatalogPorts, createCatalog } from '../engine/catalog.ts';
import { keepAccounts } from '../engine/known-accounts.ts';
import { createGroupLaunchSettings, type GroupLaunchSettings } from '../engine/launch-settings/launch-settings.ts';

/** Reaches the accounts that are registered when it is asked, and no other. */
export type ConnectAws = (registered: () => readonly TargetAccount[]) => AwsServices;

export interface Registry {
  readonly catalog: Catalog;
  readonly aws: AwsServices;
  readonly accounts: Accounts;
  readonly launchSettings: GroupLaunchSettings;
  /** The registered ones, now. */
  readonly registered: () => readonly TargetAccount[];
}

/** Who registered what stands there at the first start. */
const FIRST_ACTOR = 'first start';

/** `firstAccounts` are registered when none is. */
export const openRegistry = async (
  ports: CatalogPorts,
  {
    connect,
    firstAccounts = [],
  }: { readonly connect: ConnectAws; readonly firstAccounts?: readonly AccountDefinition[] },
): Promise<Registry> => {
  const { store, clock, ids } = ports;
  const known = keepAccounts(store, clock);
  const aws = connect(known.now);
  const catalog = createCatalog({ ...ports, aws, onAccountsChanged: known.reload });
  await known.reload();
  const missing = known.now().length === 0 ? firstAccounts : [];
  for (const account of missing) await catalog.putAccount(account, FIRST_ACTOR);
  return {
    catalog,
    aws,
    accounts: createAccounts({ store, clock, ids, ...aws }),
    launchSettings: createGroupLaunchSettings({ store, clock, ids, ...aws }),
    registered: known.now,
  };
};
