/** Launch settings that AWS cannot meet as it is now: checked when they were saved, and AWS has changed since. */
import type { ProtectionGroup } from '../../domain/model/protection-group.ts';
import { scopeKey } from '../../domain/model/scope.ts';
import { startWarning } from '../../domain/model/start-check.ts';
import { countOf, serverLabel } from '../../domain/names.ts';
import type { RecoveryService } from '../../ports/recovery-service.ts';
import { checkBeforeLaunch } from '../launch-settings/check-before-launch.ts';
import type { ScopeServers } from '../resolve-plan.ts';
import { selectedBy } from '../select-servers.ts';
import { toRosterServer } from '../start-checks.ts';
import { allFindings, type Findings, notLookedAt } from './findings.ts';
import type { PlanLooks } from './plan-looks.ts';
import { wavesOfSettings } from './waves-of-settings.ts';

type LookPorts = Pick<PlanLooks, 'network' | 'clock'> & { readonly recovery: RecoveryService };

export const lookAtRules = async (
  ports: LookPorts,
  launched: readonly ScopeServers[],
  groups: readonly ProtectionGroup[],
): Promise<Findings> => allFindings(await Promise.all(launched.map((there) => lookAtScope(ports, there, groups))));

const lookAtScope = async (
  { network, recovery, clock }: LookPorts,
  { scope, servers }: ScopeServers,
  groups: readonly ProtectionGroup[],
): Promise<Findings> => {
  const launches = groups
    .filter((group) => scopeKey(group) === scopeKey(scope))
    .map((group) => ({ group, servers: selectedBy(group.selection, servers) }));
  const { faults, unchecked } = await checkBeforeLaunch({ network, recovery, clock }, scope, launches);
  const labelled = servers.map(toRosterServer);
  const failing = new Set(faults.flatMap(({ sourceServerIds }) => sourceServerIds));
  return {
    warnings: [
      ...faults.map(({ text, sourceServerIds }) => {
        const only = labelled.find(({ sourceServerId }) => sourceServerIds.every((id) => id === sourceServerId));
        return only === undefined
          ? startWarning('SETTINGS_UNMET', `${countOf(sourceServerIds.length, 'server')}: ${text}`)
          : startWarning('SETTINGS_UNMET', `${serverLabel(only)}: ${text}`, only.sourceServerId);
      }),
      ...wavesOfSettings(
        labelled.filter(({ sourceServerId }) => failing.has(sourceServerId)),
        'AWS cannot meet the launch settings of',
      ),
    ],
    unknown: unchecked.map(({ text, sourceServerIds }) =>
      notLookedAt(
        `whether AWS can meet the launch settings of ${countOf(sourceServerIds.length, 'server')} is ${text}`,
        sourceServerIds,
      ),
    ),
  };
};
