import type { EstateInput, ServerInput } from './schema.ts';

export type MakeEstateOptions = {
  /** How many servers, spread evenly over every account and Region. */
  servers: number;
  /** Default: one account, `111122223333`; the first is the home account. */
  accountIds?: readonly string[];
  /** Default: `us-east-1`. */
  regions?: readonly string[];
  /** Role that can be assumed in each account. Default `RecoveryOperator`. */
  roleName?: string;
  /** Changes to the server of a number, 0 first. */
  server?: (index: number) => Partial<ServerInput>;
  durations?: EstateInput['durations'];
};

/** A plain estate of any size for tests and measurements: `server-0000` and so on, tags Wave = index ÷ 100. */
export function makeEstate(options: MakeEstateOptions): EstateInput {
  const accountIds = options.accountIds ?? ['111122223333'];
  const regions = options.regions ?? ['us-east-1'];
  const places = accountIds.flatMap((accountId) => regions.map((region) => ({ accountId, region })));
  const first = places[0];
  if (first === undefined) throw new RangeError('makeEstate needs at least one account and one Region');
  const servers = Array.from({ length: options.servers }, (_, index): ServerInput => {
    const place = places[index % places.length] ?? first;
    const hostname = `server-${String(index).padStart(4, '0')}`;
    const tags = { Application: 'Load', Wave: String(Math.floor(index / 100)) };
    return { hostname, ...place, tags, ...options.server?.(index) };
  });
  return {
    homeAccountId: first.accountId,
    accounts: accountIds.map((accountId, i) => ({ accountId, name: `account-${i}`, regions: [...regions] })),
    roles: accountIds.map((accountId) => ({ accountId, roleName: options.roleName ?? 'RecoveryOperator' })),
    durations: options.durations ?? 'benchmark',
    servers,
  };
}
