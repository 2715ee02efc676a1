/** What AWS cannot meet now of the launch settings of servers that are to be launched. It was checked on save, at best. */
import { pathText } from '../../domain/field-path.ts';
import { hasLaunchSettings, type LaunchSite, launchSites } from '../../domain/launch-config-sites.ts';
import { limits } from '../../domain/limits.ts';
import type { ProtectionGroup } from '../../domain/model/protection-group.ts';
import type { Scope } from '../../domain/model/scope.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SourceServer } from '../../ports/recovery-service.ts';
import { checkNetwork, type NetworkAws, type SiteFinding, takersAt } from './check-in-aws.ts';
import type { SettingsTarget } from './settings-targets.ts';

/** A group, and those of its servers that are to be launched. */
export interface GroupLaunch {
  readonly group: ProtectionGroup;
  readonly servers: readonly SourceServer[];
}

export interface SettingFault {
  /** Where it is written: `launchConfig.subnetId of group "web" (subnet-…): no such subnet in …`. */
  readonly text: string;
  /** Whose launch it concerns. */
  readonly sourceServerIds: readonly string[];
}

export interface LaunchCheck {
  readonly faults: readonly SettingFault[];
  /** What AWS did not tell, which says nothing. */
  readonly unchecked: readonly SettingFault[];
}

/** All groups lie in this account and Region. Ends in time: a person, or a wave, waits for it. */
export const checkBeforeLaunch = async (
  { clock, ...aws }: NetworkAws & { readonly clock: Clock },
  scope: Scope,
  launches: readonly GroupLaunch[],
): Promise<LaunchCheck> => {
  const sites = launches.flatMap(sitesOf);
  if (sites.length === 0) return { faults: [], unchecked: [] };
  const findings = await inTime(clock, checkNetwork(aws, scope, sites, { ok: true, value: ({ takers }) => takers }));
  if (findings === undefined) {
    const text = `not checked: AWS did not answer within ${limits.settingsLookSeconds} s`;
    return { faults: [], unchecked: [{ text, sourceServerIds: serversOf(sites) }] };
  }
  const asFaults = (isError: boolean, textOf: (finding: SiteFinding<LaunchedSite>) => string): SettingFault[] =>
    [
      ...Map.groupBy(
        findings.filter((one) => one.isError === isError),
        textOf,
      ),
    ].map(([text, alike]) => ({
      text,
      sourceServerIds: [...new Set(alike.flatMap(({ site, sourceServerIds = serversOf([site]) }) => sourceServerIds))],
    }));
  // What AWS does not tell of one field it mostly tells of none: one reason, not one for each server.
  return { faults: asFaults(true, faultText), unchecked: asFaults(false, ({ message }) => message) };
};

/** Nothing is applied to a server that could not be launched with it. */
export const withFaults = (
  targets: readonly SettingsTarget[],
  faults: readonly SettingFault[],
): readonly SettingsTarget[] => {
  const texts = new Map<string, readonly string[]>();
  for (const { text, sourceServerIds } of faults) {
    for (const id of sourceServerIds) texts.set(id, [...(texts.get(id) ?? []), text]);
  }
  return targets.map((target) => {
    const found = texts.get(target.sourceServerId);
    return found === undefined || target.missing !== undefined ? target : { ...target, missing: found.join('; ') };
  });
};

/** With those servers that take what is wanted there. */
interface LaunchedSite extends LaunchSite {
  readonly groupName: string;
  readonly takers: readonly SourceServer[];
}

const sitesOf = ({ group, servers }: GroupLaunch): readonly LaunchedSite[] => {
  if (!hasLaunchSettings(group)) return [];
  return launchSites(group).flatMap((site) => {
    const takers = takersAt(site, group, servers);
    return takers.length === 0 ? [] : [{ ...site, groupName: group.groupName, takers }];
  });
};

const serversOf = (sites: readonly LaunchedSite[]): readonly string[] => [
  ...new Set(sites.flatMap(({ takers }) => takers.map(({ sourceServerId }) => sourceServerId))),
];

const faultText = ({ site, field, message }: SiteFinding<LaunchedSite>): string => {
  const wanted = site.wanted[field];
  const value = typeof wanted === 'string' ? ` (${wanted})` : '';
  return `${pathText(site.pathOf(field))} of group "${site.groupName}"${value}: ${message}`;
};

/** `undefined`: the answer comes too late, and nobody waits for it any more. */
const inTime = <Answer>(clock: Clock, answer: Promise<Answer>): Promise<Answer | undefined> =>
  new Promise((resolve, reject) => {
    const cancel = clock.after(limits.settingsLookSeconds, () => resolve(undefined));
    answer.then(resolve, reject).finally(cancel);
  });
