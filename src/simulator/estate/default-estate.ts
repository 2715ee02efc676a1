import type { EstateInput, ServerInput } from './schema.ts';

/** Home account of the sample company. */
export const productionAccountId = '111122223333';
/** Second account, reached by AssumeRole. */
export const analyticsAccountId = '444455556666';

type Fleet = Omit<ServerInput, 'hostname' | 'tags'> & {
  prefix: string;
  count: number;
  application: string;
  tier: string;
  owner: string;
};

const linux = { os: 'linux', osName: 'Amazon Linux 2023' } as const;
const redHat = { os: 'linux', osName: 'Red Hat Enterprise Linux 9.4' } as const;
const windows = { os: 'windows', osName: 'Microsoft Windows Server 2022 Standard' } as const;
const small = { instanceType: 'm6i.large', cores: 2, ramGiB: 8, disksGiB: [40] };
const medium = { instanceType: 'm6i.2xlarge', cores: 8, ramGiB: 32, disksGiB: [80, 100] };
const large = { instanceType: 'r6i.4xlarge', cores: 16, ramGiB: 128, disksGiB: [100, 500, 500] };

const home = { accountId: productionAccountId, region: 'us-east-1' };
const homeEurope = { accountId: productionAccountId, region: 'eu-west-1' };
const analytics = { accountId: analyticsAccountId, region: 'us-east-1' };
const analyticsEurope = { accountId: analyticsAccountId, region: 'eu-west-1' };
const shop = { application: 'Shop', owner: 'shop-team' };
const erp = { application: 'ERP', owner: 'finance-it' };
/** Runs on EC2 in another Region: tags there are its own. */
const inEc2 = {
  origin: {
    accountId: productionAccountId,
    region: 'us-west-2',
    availabilityZone: 'us-west-2a',
    tags: { Application: 'Batch', CostCenter: 'B-17', BackupWindow: '02:00-04:00' },
  },
} as const;
const batch = { application: 'Batch', owner: 'platform', ...inEc2 };
const warehouse = { application: 'Warehouse', owner: 'data-team' };
const reports = { application: 'Reports', owner: 'data-team' };

const fleets: readonly Fleet[] = [
  { ...home, ...shop, ...linux, ...small, prefix: 'shop-web', count: 12, tier: 'web', publicIp: true },
  { ...home, ...shop, ...linux, ...medium, prefix: 'shop-app', count: 16, tier: 'app' },
  { ...home, ...shop, ...redHat, ...large, prefix: 'shop-db', count: 6, tier: 'db' },
  { ...home, ...erp, ...windows, ...small, prefix: 'erp-dc', count: 2, tier: 'directory' },
  { ...home, ...erp, ...windows, ...large, prefix: 'erp-sql', count: 4, tier: 'db' },
  { ...home, ...erp, ...windows, ...medium, prefix: 'erp-app', count: 8, tier: 'app' },
  { ...home, ...erp, ...windows, ...small, prefix: 'erp-web', count: 4, tier: 'web' },
  { ...home, ...erp, ...windows, ...medium, prefix: 'erp-files', count: 2, tier: 'storage' },
  { ...home, ...batch, ...redHat, ...medium, prefix: 'batch-scheduler', count: 2, tier: 'control' },
  { ...home, ...batch, ...linux, ...medium, prefix: 'batch-worker', count: 14, tier: 'app' },
  { ...home, ...batch, ...redHat, ...large, prefix: 'batch-store', count: 2, tier: 'storage' },
  { ...homeEurope, ...shop, ...linux, ...small, prefix: 'shop-eu-web', count: 4, tier: 'web', publicIp: true },
  { ...homeEurope, ...shop, ...linux, ...medium, prefix: 'shop-eu-app', count: 6, tier: 'app' },
  { ...homeEurope, ...shop, ...redHat, ...large, prefix: 'shop-eu-db', count: 2, tier: 'db' },
  { ...analytics, ...warehouse, ...redHat, ...large, prefix: 'warehouse-db', count: 4, tier: 'db' },
  { ...analytics, ...warehouse, ...linux, ...medium, prefix: 'warehouse-etl', count: 8, tier: 'app' },
  { ...analytics, ...warehouse, ...linux, ...small, prefix: 'warehouse-query', count: 6, tier: 'web' },
  { ...analyticsEurope, ...reports, ...windows, ...medium, prefix: 'reports-app', count: 4, tier: 'app' },
  { ...analyticsEurope, ...reports, ...linux, ...small, prefix: 'reports-api', count: 6, tier: 'web' },
];

/** Machines that misbehave by their names, so that every error path can be clicked through. */
const awkward = [
  'fail-launch-billing-01',
  'fail-launch-billing-02',
  'slow-archive-01',
  'slow-archive-02',
  'stalled-fax-01',
  'stuck-mainframe-gateway-01',
  'undecided-print-01',
  'norecoverypoint-intranet-01',
];

function serversOf({ prefix, count, application, tier, owner, ...rest }: Fleet): ServerInput[] {
  return Array.from({ length: count }, (_, i) => {
    const hostname = `${prefix}-${String(i + 1).padStart(2, '0')}`;
    const tags = { Name: hostname, Application: application, Tier: tier, Environment: 'production', Owner: owner };
    return { hostname, tags, ...rest };
  });
}

/** A retail company of 120 servers in two accounts and two Regions. The misbehaving eight are application `Legacy`. */
export const defaultEstate: EstateInput = {
  homeAccountId: productionAccountId,
  accounts: [
    { accountId: productionAccountId, name: 'harbor-production', regions: ['us-east-1', 'eu-west-1'] },
    { accountId: analyticsAccountId, name: 'harbor-analytics', regions: ['us-east-1', 'eu-west-1'] },
  ],
  roles: [
    { accountId: productionAccountId, roleName: 'RecoveryOperator' },
    { accountId: analyticsAccountId, roleName: 'RecoveryOperator' },
    { accountId: analyticsAccountId, roleName: 'RecoveryPartner', externalId: 'harbor-dr' },
  ],
  durations: 'realistic',
  servers: [
    ...fleets.flatMap(serversOf),
    ...awkward.map((hostname): ServerInput => {
      const tags = { Name: hostname, Application: 'Legacy', Tier: 'app', Environment: 'production', Owner: 'platform' };
      return { hostname, ...home, ...linux, ...small, tags };
    }),
  ],
};
