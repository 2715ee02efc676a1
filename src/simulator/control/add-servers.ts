import { parseServers } from '../estate/parse-estate.ts';
import type { Estate, ServerInput } from '../estate/schema.ts';
import type { World } from '../world/world.ts';

/** Adds source servers; returns their ids. Throws `EstateError`. */
export function addServers(world: World, servers: readonly ServerInput[], now: number): string[] {
  const present = [...world.cells.values()].flatMap((cell) => cell.serverList.map((server) => server.spec));
  const specs = parseServers(estateNow(world), present, servers);
  world.commit({ kind: 'servers', at: now, servers: specs });
  return specs.map(({ accountId, region, hostname }) => {
    const joined = world.cell(accountId, region)?.serverList.find((server) => server.spec.hostname === hostname);
    return joined?.id ?? '';
  });
}

/** The estate with the Regions that were initialised since, so that servers may join there. */
const estateNow = ({ estate, cells }: World): Estate => ({
  ...estate,
  accounts: estate.accounts.map(({ accountId, name }) => {
    const regions = [...cells.values()].filter((cell) => cell.accountId === accountId).map((cell) => cell.region);
    return { accountId, name, regions };
  }),
});
