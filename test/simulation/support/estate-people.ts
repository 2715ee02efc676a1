/** What people do with the whole estate of a night: they register accounts, ask what works there, look at it, extend servers. */
import type { Scope } from '../../../src/domain/model/scope.ts';
import type { ExtendedServer } from '../../../src/domain/model/staging.ts';
import { HOME_ACCOUNT, HOME_REGION, OTHER_ACCOUNT, type Rig } from '../../support/rig.ts';
import type { EstateLook, Night } from './night.ts';
import type { Tally } from './tally.ts';

interface Parts {
  readonly night: Night;
  readonly world: Rig;
  readonly serverIds: readonly string[];
  readonly tally: Tally;
  /** What Breakwater says of servers that somebody extends. */
  readonly onExtended: (servers: readonly ExtendedServer[]) => void;
}

/** Longer than a sweep is leased to somebody who died. */
const LOOKS_MAX = 100;

export const createEstatePeople = ({ night: { places, estateWork }, world, serverIds, tally, onExtended }: Parts) => {
  const withRegions = <Account extends { readonly accountId: string }>(account: Account) => {
    const regions = places.filter(({ accountId }) => accountId === account.accountId).map(({ region }) => region);
    return { ...account, regions: regions.length > 0 ? regions : [HOME_REGION] };
  };
  const extensible = estateWork?.extensible ?? [];
  const home = withRegions({
    accountId: HOME_ACCOUNT,
    accountName: 'home',
    ...(extensible.length === 0 ? {} : { stagingAccountIds: [OTHER_ACCOUNT] }),
  });
  const other = withRegions({
    accountId: OTHER_ACCOUNT,
    accountName: 'other',
    roleArn: `arn:aws:iam::${OTHER_ACCOUNT}:role/RecoveryOperator`,
    externalId: 'breakwater',
  });
  const isOfNight = ({ accountId, region }: Scope): boolean =>
    places.some((place) => place.accountId === accountId && place.region === region);

  return {
    /** Before the night. */
    register: async (): Promise<void> => {
      if (estateWork === undefined) return;
      for (const account of [home, other]) {
        if (account.regions.some((region) => isOfNight({ ...account, region }))) {
          await world.catalog.putAccount(account, 'anna');
        }
      }
      await world.accounts.tagSync.setSchedule({ everyHours: estateWork.tagSyncEveryHours ?? null, version: 0 });
    },

    /** Registers the account, or saves it again, and asks AWS what works there. */
    checkAccount: async ({ accounts, catalog }: Rig, actor: string): Promise<void> => {
      const known = await catalog.getAccount(OTHER_ACCOUNT);
      const saved = await catalog.putAccount(other, actor, known?.version);
      tally.count(`operator check-account ${saved.kind}`);
      for (const { result } of (await accounts.check(OTHER_ACCOUNT)) ?? []) {
        tally.count(`operator check-account ${result}`);
      }
    },

    /** All that can be, each into the home account. Tells whether each is. */
    extend: async ({ accounts: { staging } }: Rig): Promise<boolean> => {
      const byRegion = Map.groupBy(extensible, (number) => places[number % places.length]?.region ?? '');
      let isWhole = true;
      for (const [region, numbers] of byRegion) {
        const arns = numbers.map(
          (number) => `arn:aws:drs:${region}:${OTHER_ACCOUNT}:source-server/${serverIds[number] ?? ''}`,
        );
        const answer = await staging.extend({ accountId: HOME_ACCOUNT, region }, arns);
        const servers = answer.kind === 'answer' ? answer.value : [];
        onExtended(servers);
        isWhole &&= servers.length === arns.length && servers.every(({ result }) => result === 'EXTENDED');
      }
      tally.count(`operator extend ${isWhole ? 'done' : 'failed'}`);
      return isWhole;
    },

    /** As the command line does it: again until nothing is left, some minutes at the most. Tells whether all was seen. */
    lookAtEstate: async ({ accounts: { inventory, tagSync } }: Rig, what: EstateLook): Promise<boolean> => {
      const look = (request: { readonly since?: string }) =>
        what === 'sync-tags' ? tagSync.run(request) : inventory.refresh(request);
      let answer = await look({});
      for (let looks = 1; answer.pendingCount > 0 && looks < LOOKS_MAX; looks += 1) {
        await world.clock.sleep(5);
        answer = await look({ since: answer.since });
      }
      // Somebody may have registered an account that AWS does not have.
      const failed = answer.scopes.filter((scope) => scope.failure !== undefined && isOfNight(scope));
      const isWhole = answer.pendingCount === 0 && failed.length === 0;
      tally.count(`operator ${what} ${isWhole ? 'done' : 'failed'}`);
      return isWhole;
    },
  };
};
