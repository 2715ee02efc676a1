/** What is wrong in a group's launch settings by what AWS has now: network, types and addresses. */
import { isInBlock, isKeptByAws } from '../../domain/ipv4.ts';
import { type LaunchDefinition, type LaunchSite, launchSites } from '../../domain/launch-config-sites.ts';
import type { LaunchSettings } from '../../domain/model/launch-config.ts';
import type { FieldError } from '../../domain/model/plan-file.ts';
import type { Scope } from '../../domain/model/scope.ts';
import { firstFew } from '../../domain/names.ts';
import type { Outcome } from '../../ports/aws-failure.ts';
import type { ComputeService } from '../../ports/compute-service.ts';
import type { AddressHolder, NetworkService, SecurityGroup, Subnet } from '../../ports/network-service.ts';
import type { RecoveryService, SourceServer } from '../../ports/recovery-service.ts';
import { shortFailureText } from '../failure-text.ts';
import { selectServers } from '../select-servers.ts';
import { type IntoLook, lookAtExistingInstances, notStoppedText } from './existing-instances.ts';

export interface NetworkAws {
  readonly network: NetworkService;
  readonly recovery: Pick<RecoveryService, 'describeRecoveryInstances'>;
}

export interface CheckingAws extends NetworkAws {
  readonly compute: ComputeService;
  readonly recovery: Pick<RecoveryService, 'describeRecoveryInstances' | 'describeSourceServers'>;
}

export interface LaunchConfigFindings {
  readonly errors: readonly FieldError[];
  /** What could not be checked, which says nothing; and why. */
  readonly unchecked: readonly FieldError[];
}

/** One question of each kind for the whole group. */
export const checkInAws = async (aws: CheckingAws, definition: LaunchDefinition): Promise<LaunchConfigFindings> => {
  const { accountId, region } = definition;
  const scope = { accountId, region };
  const sites = launchSites(definition);
  const [network, instances] = await Promise.all([
    readTakers(aws, definition, sites).then((takersOf) => checkNetwork(aws, scope, sites, takersOf)),
    readExistingInstances(aws, scope, sites),
  ]);
  const findings = [
    ...network,
    ...perSite(sites, 'launchIntoInstanceId', instances, (known, { sourceServerId = '' }) => [
      ...(known.get(sourceServerId)?.unfit ?? []),
    ]),
    ...(instances.ok ? notStopped(sites, instances.value) : []),
    ...neverAsked(sites),
  ].map(({ site, field, message, isError }) => ({ path: site.pathOf(field), message, isError }));
  const once = [...new Map(findings.map((one) => [JSON.stringify(one), one])).values()];
  const ofKind = (isError: boolean) =>
    once.filter((one) => one.isError === isError).map(({ path, message }) => ({ path, message }));
  return { errors: ofKind(true), unchecked: ofKind(false) };
};

type TakersOf<Site extends LaunchSite> = (site: Site) => readonly SourceServer[];

/** The servers that take what is wanted there; asked only where one copies its address into a subnet. */
const readTakers = async (
  { recovery }: CheckingAws,
  definition: LaunchDefinition,
  sites: readonly LaunchSite[],
): Promise<Outcome<TakersOf<LaunchSite>>> => {
  if (!sites.some(copiesAddress)) return { ok: true, value: () => [] };
  const selected = await selectServers(recovery, definition);
  return selected.ok ? { ok: true, value: (site) => takersAt(site, definition, selected.value) } : selected;
};

/** Those with settings of their own take them from there, whatever they take of their group. */
export const takersAt = (
  { sourceServerId }: LaunchSite,
  { serverOverrides = {} }: Pick<LaunchDefinition, 'serverOverrides'>,
  servers: readonly SourceServer[],
): readonly SourceServer[] =>
  servers.filter((server) =>
    sourceServerId === undefined
      ? serverOverrides[server.sourceServerId] === undefined
      : server.sourceServerId === sourceServerId,
  );

/**
 * Networks, types and addresses at all these sites of one account and Region: one question of each kind. `takersOf`: the
 * servers that take what is wanted there.
 */
export const checkNetwork = async <Site extends LaunchSite>(
  aws: NetworkAws,
  scope: Scope,
  sites: readonly Site[],
  takersOf: Outcome<TakersOf<Site>>,
): Promise<readonly SiteFinding<Site>[]> => {
  const { accountId, region } = scope;
  const all = (textsOf: (wanted: LaunchSettings) => string | readonly string[] | undefined): readonly string[] =>
    sites.flatMap(({ wanted }) => textsOf(wanted) ?? []);
  const [subnets, groups, offerings, holders] = await Promise.all([
    aws.network.describeSubnets(
      scope,
      all(({ subnetId }) => subnetId),
    ),
    aws.network.describeSecurityGroups(
      scope,
      all(({ securityGroupIds }) => securityGroupIds),
    ),
    aws.network.describeTypeOfferings(
      scope,
      all(({ instanceType }) => instanceType),
    ),
    readForeignHolders(aws, scope, sites),
  ]);
  const subnetOf = ({ wanted }: LaunchSite): Subnet | undefined =>
    subnets.ok ? subnets.value.find(({ subnetId }) => subnetId === wanted.subnetId) : undefined;
  return [
    ...perSite(sites, 'subnetId', subnets, (known, { wanted }) =>
      known.some(({ subnetId }) => subnetId === wanted.subnetId) ? [] : [`no such subnet in ${accountId}/${region}`],
    ),
    ...perSite(sites, 'securityGroupIds', groups, (known, site) =>
      groupErrors(site.wanted.securityGroupIds ?? [], subnetOf(site), known),
    ),
    ...perSite(sites, 'instanceType', offerings, (known, site) => {
      const zones = known.filter(({ instanceType }) => instanceType === site.wanted.instanceType);
      const zone = subnetOf(site)?.availabilityZone;
      if (zones.length === 0) return [`not offered in ${region}`];
      return zone === undefined || zones.some(({ availabilityZone }) => availabilityZone === zone)
        ? []
        : [`not offered in ${zone}, the zone of the subnet`];
    }),
    ...perSite(sites, 'staticPrivateIp', subnets, (_known, site) =>
      placeErrors(site.wanted.staticPrivateIp ?? '', subnetOf(site)),
    ),
    ...perSite(sites, 'staticPrivateIp', holders, (known, { sourceServerId, wanted }) =>
      known.flatMap((holder) => holderErrors(holder, sourceServerId, wanted)),
    ),
    ...checkCopies(sites.filter(copiesAddress), subnets, subnetOf, takersOf),
  ];
};

/** Without a subnet here, that of the launch template counts, which is not known. */
const copiesAddress = ({ wanted }: LaunchSite): boolean =>
  wanted.copyPrivateIp === true && wanted.subnetId !== undefined;

/** What the source has at home is to have a place in the subnet. One finding for each reason, however many servers. */
const checkCopies = <Site extends LaunchSite>(
  sites: readonly Site[],
  subnets: Outcome<unknown>,
  subnetOf: (site: Site) => Subnet | undefined,
  takersOf: Outcome<TakersOf<Site>>,
): readonly SiteFinding<Site>[] => {
  if (!subnets.ok) return perSite(sites, 'copyPrivateIp', subnets, () => []);
  if (!takersOf.ok) return perSite(sites, 'copyPrivateIp', takersOf, () => []);
  return sites.flatMap((site) => {
    const told = takersOf.value(site).flatMap((server) => misplacedCopy(server, subnetOf(site)));
    return [...Map.groupBy(told, ({ why }) => why)].map(([why, alike]): SiteFinding<Site> => {
      const named = firstFew(
        alike.map(({ what }) => what),
        NAMED_MAX,
        ', ',
      );
      return {
        site,
        field: 'copyPrivateIp',
        message: why === undefined ? `not checked: DRS does not tell the address of ${named}` : `${named}: ${why}`,
        isError: why !== undefined,
        sourceServerIds: alike.map(({ sourceServerId }) => sourceServerId),
      };
    });
  });
};

const NAMED_MAX = 3;

interface MisplacedCopy {
  readonly sourceServerId: string;
  readonly what: string;
  /** Absent: not known. */
  readonly why?: string;
}

const misplacedCopy = (
  { sourceServerId, primaryAddress }: SourceServer,
  subnet: Subnet | undefined,
): readonly MisplacedCopy[] =>
  primaryAddress === undefined
    ? [{ sourceServerId, what: sourceServerId }]
    : placeErrors(primaryAddress, subnet).map((why) => ({
        sourceServerId,
        what: `${primaryAddress} of ${sourceServerId}`,
        why,
      }));

export interface SiteFinding<Site extends LaunchSite = LaunchSite> {
  readonly site: Site;
  readonly field: keyof LaunchSettings;
  readonly message: string;
  /** Of those that take it, whom it is about; absent: all. */
  readonly sourceServerIds?: readonly string[];
  /** False: not checked, which says nothing. */
  readonly isError: boolean;
}

/** At the sites that say something of the field: what is wrong with it, or that AWS could not be asked. */
const perSite = <Known, Site extends LaunchSite>(
  sites: readonly Site[],
  field: keyof LaunchSettings,
  answer: Outcome<Known>,
  messages: (known: Known, site: Site) => readonly string[],
): readonly SiteFinding<Site>[] =>
  sites
    .filter(({ wanted }) => wanted[field] !== undefined)
    .flatMap((site): SiteFinding<Site>[] => {
      if (!answer.ok) {
        return [{ site, field, message: `not checked: ${shortFailureText(answer.failure)}`, isError: false }];
      }
      return messages(answer.value, site).map((message) => ({ site, field, message, isError: true }));
    });

/** All in the VPC of the subnet; where the subnet is not known, in the VPC of the first of them. */
const groupErrors = (
  wanted: readonly string[],
  subnet: Subnet | undefined,
  known: readonly SecurityGroup[],
): readonly string[] => {
  const groupOf = (id: string) => known.find(({ groupId }) => groupId === id);
  const [leading] =
    subnet === undefined
      ? wanted.flatMap((id) => groupOf(id) ?? []).map(({ groupId, vpcId }) => ({ name: groupId, vpcId }))
      : [{ name: 'the subnet', vpcId: subnet.vpcId }];
  return wanted.flatMap((id) => {
    const group = groupOf(id);
    if (group === undefined) return [`no such security group here: ${id}`];
    return leading === undefined || group.vpcId === leading.vpcId
      ? []
      : [`${id} is of ${group.vpcId ?? 'no VPC'}, and ${leading.name} of ${leading.vpcId ?? 'no VPC'}`];
  });
};

const placeErrors = (address: string, subnet: Subnet | undefined): readonly string[] => {
  if (subnet === undefined) return [];
  const { cidrBlock } = subnet;
  if (!isInBlock(address, cidrBlock)) return [`outside of the subnet, which is ${cidrBlock}`];
  return isKeptByAws(address, cidrBlock) ? [`AWS keeps it: the first four addresses of ${cidrBlock} and the last`] : [];
};

/** A server that is launched into an instance has it by its own settings, never by its group's. */
const readExistingInstances = async (
  { compute, recovery }: CheckingAws,
  scope: Scope,
  sites: readonly LaunchSite[],
): Promise<Outcome<ReadonlyMap<string, IntoLook>>> => {
  const targets = sites.flatMap(({ sourceServerId, wanted }) =>
    sourceServerId === undefined || wanted.launchIntoInstanceId === undefined ? [] : [{ sourceServerId, wanted }],
  );
  if (targets.length === 0) return { ok: true, value: new Map() };
  const machines = await recovery.describeSourceServers(
    scope,
    targets.map(({ sourceServerId }) => sourceServerId),
  );
  if (!machines.ok) return machines;
  const byId = new Map(machines.value.map((machine) => [machine.sourceServerId, machine]));
  return lookAtExistingInstances(compute, scope, targets, byId);
};

/** No mistake yet: somebody may use it until the launch. */
const notStopped = (sites: readonly LaunchSite[], looks: ReadonlyMap<string, IntoLook>): readonly SiteFinding[] =>
  sites.flatMap((site) => {
    const { instanceId = '', notStopped: state } = looks.get(site.sourceServerId ?? '') ?? {};
    if (state === undefined) return [];
    const message = `whether it will be stopped at the launch is not known: ${notStoppedText(instanceId, state)}`;
    return [{ site, field: 'launchIntoInstanceId', message, isError: false }];
  });

type ForeignHolder = AddressHolder & { readonly replacedBy: ReadonlySet<string> };

/** With each holder: the servers whose next launch deletes it, since it is their own earlier recovery instance. */
const readForeignHolders = async (
  { network, recovery }: NetworkAws,
  scope: Scope,
  sites: readonly LaunchSite[],
): Promise<Outcome<readonly ForeignHolder[]>> => {
  const holders = await network.describeAddressHolders(
    scope,
    sites.flatMap(({ wanted }) => wanted.staticPrivateIp ?? []),
  );
  if (!holders.ok) return holders;
  if (holders.value.length === 0) return { ok: true, value: [] };
  const withAddress = sites.filter(({ wanted }) => wanted.staticPrivateIp !== undefined);
  const own = await recovery.describeRecoveryInstances(
    scope,
    withAddress.flatMap(({ sourceServerId }) => sourceServerId ?? []),
  );
  if (!own.ok) return own;
  return {
    ok: true,
    value: holders.value.map((holder) => ({
      ...holder,
      replacedBy: new Set(
        own.value
          .filter(({ instanceId, recoveryInstanceId }) => (instanceId ?? recoveryInstanceId) === holder.instanceId)
          .map(({ sourceServerId }) => sourceServerId),
      ),
    })),
  };
};

const holderErrors = (
  { networkInterfaceId, subnetId, addresses, instanceId, replacedBy }: ForeignHolder,
  sourceServerId: string | undefined,
  wanted: LaunchSettings,
): readonly string[] => {
  if (subnetId !== wanted.subnetId || !addresses.includes(wanted.staticPrivateIp ?? '')) return [];
  if (sourceServerId !== undefined && replacedBy.has(sourceServerId)) return [];
  return [`in use: ${networkInterfaceId}${instanceId === undefined ? '' : ` of ${instanceId}`} has it`];
};

/** What no call of ours would tell. */
const neverAsked = (sites: readonly LaunchSite[]): readonly SiteFinding[] =>
  sites
    .filter(({ wanted }) => wanted.instanceProfileName !== undefined)
    .map((site) => ({
      site,
      field: 'instanceProfileName',
      message: 'not checked: IAM is not asked whether there is such a profile',
      isError: false,
    }));
