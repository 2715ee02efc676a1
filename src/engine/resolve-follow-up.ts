/** A follow-up launches exactly what its first run left, wherever its groups' tags point by now. */
import type { PlacedServer, UnfinishedWave } from '../domain/follow-up.ts';
import type { Refusal } from '../domain/model/execution.ts';
import type { ProtectionGroup } from '../domain/model/protection-group.ts';
import type { RecoveryPlan } from '../domain/model/recovery-plan.ts';
import { type Scope, scopeKey } from '../domain/model/scope.ts';
import { type StartWarning, startWarning } from '../domain/model/start-check.ts';
import { countOf, firstFew, serverLabel } from '../domain/names.ts';
import { cutIntoChunks } from '../domain/roster-chunks.ts';
import type { SourceServer } from '../ports/recovery-service.ts';
import { intoInstancesOf } from './launch-settings/into-instances.ts';
import {
  checkInstances,
  deletionWarnings,
  type InstanceCheckPorts,
  liveInstances,
  needlessAcceptances,
  type Resolution,
  replicationWarnings,
} from './start-checks.ts';

export const resolveFollowUp = async (
  ports: InstanceCheckPorts,
  plan: RecoveryPlan,
  placed: readonly PlacedServer[],
  acceptedInstanceDeletions: ReadonlySet<string>,
  groups: readonly ProtectionGroup[],
): Promise<Resolution> => {
  const scopes = byScope(placed);
  const answers = await Promise.all(
    scopes.map(({ scope, servers }) =>
      ports.recovery.describeSourceServers(
        scope,
        servers.map(({ server }) => server.sourceServerId),
      ),
    ),
  );
  const found = scopes.flatMap((scope, index) => {
    const answer = answers[index];
    return answer?.ok ? [{ ...scope, found: answer.value }] : [];
  });
  const checks = await Promise.all(
    found.map(({ scope, found: servers }) =>
      checkInstances(ports, scope, servers, acceptedInstanceDeletions, intoInstancesOf(groups)),
    ),
  );
  const deletions = checks.flatMap((check) => check.deletions);
  const failures = [
    ...answers.flatMap((answer) => (answer.ok ? [] : [answer.failure])),
    ...checks.flatMap((check) => (check.failure === undefined ? [] : [check.failure])),
  ];
  return {
    chunks: plan.waves.flatMap(({ waveNumber }) =>
      cutIntoChunks(
        waveNumber,
        placed.filter((server) => server.waveNumber === waveNumber),
      ),
    ),
    deletions,
    warnings: [
      ...deletionWarnings(deletions),
      ...(failures.length === 0 ? needlessAcceptances(acceptedInstanceDeletions, deletions) : []),
      ...replicationWarnings(
        found.flatMap((scope) => scope.found),
        plan.rpoTargetSeconds,
      ),
    ],
    refusals: [...found.flatMap(goneServers), ...liveInstances(deletions)],
    failures,
  };
};

/** What the first run did not get done around servers that are up. */
export const actionsNotRedone = (unfinished: readonly UnfinishedWave[], executionId: string): readonly StartWarning[] =>
  unfinished.map(({ waveNumber, waveName, isWhole, actionNames }) => {
    const which = actionNames.length === 0 ? '' : ` (${firstFew(actionNames, 5, ', ')})`;
    const [up, ofThose] = isWhole ? ['everything of it is up', ''] : ['enough of it was up', ' for what is up'];
    const message = `wave ${waveNumber} "${waveName}" failed in ${executionId} though ${up}: its actions${which} are not done again${ofThose}, and a gate waits until somebody says that what they do is done`;
    return startWarning('ACTIONS_NOT_REDONE', message);
  });

interface PlacedScope {
  readonly scope: Scope;
  readonly servers: readonly PlacedServer[];
}

/** Servers by account and Region, in the order in which they come. */
export const byScope = (placed: readonly PlacedServer[]): readonly PlacedScope[] =>
  [...Map.groupBy(placed, ({ scope }) => scopeKey(scope)).values()].flatMap((servers) => {
    const [first] = servers;
    return first === undefined ? [] : [{ scope: first.scope, servers }];
  });

const goneServers = ({
  scope,
  servers,
  found,
}: PlacedScope & { readonly found: readonly SourceServer[] }): readonly Refusal[] => {
  const known = new Set(found.map((server) => server.sourceServerId));
  const gone = servers.filter(({ server }) => !known.has(server.sourceServerId));
  if (gone.length === 0) return [];
  return [
    {
      code: 'SERVER_NOT_FOUND',
      message: `DRS no longer knows ${countOf(gone.length, 'server')} in ${scopeKey(scope)}: ${firstFew(
        gone.map(({ server }) => serverLabel(server)),
        5,
        ', ',
      )}`,
      subjects: gone.slice(0, 100).map(({ server }) => server.sourceServerId),
      remedy: 'Look what became of them in DRS; a plan without them can be started by itself.',
    },
  ];
};
