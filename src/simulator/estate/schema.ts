import { z } from 'zod';
import { durationChoice } from '../world/durations.ts';

const accountId = z.string().regex(/^[0-9]{12}$/, { error: 'an account id has 12 digits' });
const region = z.string().regex(/^[a-z]{2,4}(-[a-z]+)+-[0-9]$/, { error: 'not a Region name such as eu-west-1' });

/** One replicated machine. Only `hostname`, `accountId` and `region` are required. */
export const serverSpec = z.strictObject({
  hostname: z.string().min(1).max(255),
  accountId,
  region,
  /** `s-` + 17; derived from the seed, the account, the Region and the hostname when absent. */
  sourceServerId: z
    .string()
    .regex(/^s-[0-9a-zA-Z]{17}$/, { error: 'must be s- and 17 letters or digits' })
    .optional(),
  /** Tags of the source server. `Name` defaults to the hostname. */
  tags: z.record(z.string().min(1).max(256), z.string().max(256)).default({}),
  os: z.enum(['linux', 'windows']).default('linux'),
  osName: z.string().max(256).optional(),
  instanceType: z.string().min(1).max(255).default('m5.large'),
  cores: z.int().min(1).default(2),
  ramGiB: z.int().min(1).default(8),
  disksGiB: z.array(z.int().min(1)).min(1).max(60).default([40]),
  /** Where the machine runs today, with its tags in EC2 (`Name` defaults to the hostname); absent outside AWS. */
  origin: z
    .strictObject({
      accountId,
      region,
      availabilityZone: z.string(),
      tags: z.record(z.string().min(1).max(128), z.string().max(256)).default({}),
    })
    .optional(),
  /** STOPPED: the launched instance is not started (DRS launch settings). */
  launchDisposition: z.enum(['STARTED', 'STOPPED']).default('STARTED'),
  publicIp: z.boolean().default(false),
  durations: durationChoice.optional(),
  /** Of its staging disks. DRS extends only servers with a key of one's own: CUSTOM. */
  ebsEncryption: z.enum(['DEFAULT', 'CUSTOM', 'NONE']).default('DEFAULT'),
  /** An extended source server: the ARN of the one in the staging account that replicates. */
  stagingSourceServerArn: z.string().optional(),
  /** Replication as it is when nothing else is asked for. */
  replication: z
    .strictObject({
      state: z.enum([
        'CONTINUOUS',
        'STALLED',
        'DISCONNECTED',
        'STOPPED',
        'PAUSED',
        'INITIAL_SYNC',
        'BACKLOG',
        'RESCAN',
      ]),
      lagSeconds: z.number().min(0).default(0),
    })
    .optional(),
});
export type ServerSpec = z.infer<typeof serverSpec>;
export type ServerInput = z.input<typeof serverSpec>;

/** An EC2 instance that DRS did not launch, in the default subnet; DRS may launch a server into it. */
export const instanceSpec = z.strictObject({
  /** Its `Name` tag, unless `tags` has another. */
  name: z.string().min(1).max(255),
  accountId,
  region,
  os: z.enum(['linux', 'windows']).default('linux'),
  instanceType: z.string().min(1).max(255).default('m5.large'),
  state: z.enum(['running', 'stopped']).default('stopped'),
  bootMode: z.enum(['legacy-bios', 'uefi']).default('legacy-bios'),
  tenancy: z.enum(['default', 'dedicated', 'host']).default('default'),
  /** DRS launches into it only with `AWSDRS` = `AllowLaunchingIntoThisInstance`. */
  tags: z.record(z.string().min(1).max(128), z.string().max(256)).default({}),
});
export type InstanceSpec = z.infer<typeof instanceSpec>;

const account = z.strictObject({
  accountId,
  name: z.string().min(1),
  /** Regions in which DRS is initialised; elsewhere it answers UninitializedAccountException. */
  regions: z.array(region).min(1),
  /** Regions that it has, but where somebody must call InitializeService first. */
  uninitializedRegions: z.array(region).optional(),
});

const role = z.strictObject({
  accountId,
  roleName: z.string().regex(/^[\w+=,.@-]{1,64}$/, { error: 'not an IAM role name' }),
  /** When present, AssumeRole must send the same value. */
  externalId: z.string().min(2).max(1224).optional(),
});

/** What exists before the first call: accounts, Regions, roles, servers. */
export const estateSchema = z
  .strictObject({
    /** The account of every access key that the simulator did not issue itself. */
    homeAccountId: accountId,
    accounts: z.array(account).min(1),
    roles: z.array(role).default([]),
    durations: durationChoice.default('benchmark'),
    servers: z.array(serverSpec).default([]),
    instances: z.array(instanceSpec).default([]),
  })
  .superRefine((estate, context) => {
    const regions = new Map(
      estate.accounts.map((one) => [one.accountId, new Set([...one.regions, ...(one.uninitializedRegions ?? [])])]),
    );
    const complain = (path: (string | number)[], message: string): void => {
      context.addIssue({ code: 'custom', path, message });
    };
    if (!regions.has(estate.homeAccountId)) complain(['homeAccountId'], 'is not one of accounts');
    estate.roles.forEach((one, i) => {
      if (!regions.has(one.accountId)) complain(['roles', i, 'accountId'], 'is not one of accounts');
    });
    estate.accounts.forEach((one, i) => {
      const twice = one.uninitializedRegions?.findIndex((name) => one.regions.includes(name)) ?? -1;
      if (twice >= 0) complain(['accounts', i, 'uninitializedRegions', twice], 'is one of regions too');
    });
    estate.instances.forEach((one, i) => {
      if (!regions.get(one.accountId)?.has(one.region)) {
        complain(['instances', i, 'region'], `account ${one.accountId} has no Region ${one.region} in accounts`);
      }
      const isSame = (other: typeof one): boolean =>
        other.accountId === one.accountId && other.region === one.region && other.name === one.name;
      if (estate.instances.findIndex(isSame) < i) complain(['instances', i, 'name'], 'appears twice there');
    });
    const seen = new Set<string>();
    estate.servers.forEach((server, i) => {
      if (!regions.get(server.accountId)?.has(server.region)) {
        complain(['servers', i, 'region'], `account ${server.accountId} has no Region ${server.region} in accounts`);
      }
      const place = `${server.accountId}/${server.region}/${server.hostname}`;
      if (seen.has(place)) complain(['servers', i, 'hostname'], 'appears twice in its account and Region');
      seen.add(place);
      if (server.sourceServerId !== undefined) {
        if (seen.has(server.sourceServerId)) complain(['servers', i, 'sourceServerId'], 'appears twice');
        seen.add(server.sourceServerId);
      }
    });
  });
export type Estate = z.infer<typeof estateSchema>;
export type EstateInput = z.input<typeof estateSchema>;
