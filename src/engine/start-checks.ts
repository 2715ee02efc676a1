/** What is checked before any start: everything that speaks against it, and what is worth knowing. */
import type { LaunchedInstance } from '../domain/clean-up.ts';
import { durationSeconds, lagText } from '../domain/duration.ts';
import type { Refusal } from '../domain/model/execution.ts';
import type { RosterChunk, RosterServer } from '../domain/model/roster.ts';
import { type Scope, scopeKey } from '../domain/model/scope.ts';
import { type InstanceDeletion, type StartWarning, startWarning } from '../domain/model/start-check.ts';
import { countOf, firstFew, serverLabel } from '../domain/names.ts';
import type { StartWarningCode } from '../domain/start-findings.ts';
import type { AwsFailure } from '../ports/aws-failure.ts';
import type { ComputeService } from '../ports/compute-service.ts';
import type { RecoveryService, SourceServer } from '../ports/recovery-service.ts';
import type { ServersOfScope } from './ask-each-server.ts';
import { failureText } from './failure-text.ts';
import { presentInstances } from './instances-in-ec2.ts';
import { isLaunchedIntoAgain, isLiveInstance, unfitReason } from './launch-check.ts';
import type { IntoInstances } from './launch-settings/into-instances.ts';

/** Everything that was found, all at once: one kind of blocker must not hide another. */
export interface Resolution {
  /** What could be resolved. */
  readonly chunks: readonly RosterChunk[];
  readonly warnings: readonly StartWarning[];
  /** Of a clean-up: the instances that are gone already. */
  readonly gone?: readonly LaunchedInstance[];
  /** The same of those that a later launch has replaced. */
  readonly replaced?: readonly LaunchedInstance[];
  /** Instances that DRS would delete: the live ones that nobody accepted are among the refusals. */
  readonly deletions: readonly InstanceDeletion[];
  readonly refusals: readonly Refusal[];
  /** Checks that could not be made. */
  readonly failures: readonly AwsFailure[];
  /** Servers whose recovery point was not found out: the failures say why. */
  readonly serversWithoutAnswer?: readonly ServersOfScope[];
}

/** Checks that could not be made, as reasons: unknown is not fine. The same failure of several checks is one reason. */
export const failedChecks = (failures: readonly AwsFailure[], since?: string): readonly Refusal[] => {
  const messages = failures.map((failure) => ({ failure, message: failureText(failure) }));
  return [...new Map(messages.map((entry) => [entry.message, entry])).values()].map(({ failure, message }) => ({
    code: 'CHECK_NOT_POSSIBLE',
    message: since === undefined ? message : `${since} AWS could not be asked: ${message}`,
    subjects: [],
    remedy: failure.retryable
      ? 'What is not known cannot be started: start again when AWS answers.'
      : 'What is not known cannot be started: mend what AWS names, and start again.',
  }));
};

/** The Name tag, else the host name, else the id. */
export const toRosterServer = (server: SourceServer): RosterServer => ({
  sourceServerId: server.sourceServerId,
  // A tag may be there and say nothing.
  serverName:
    [server.tags['Name'], server.hostname].find((name) => name !== undefined && name.trim() !== '') ??
    server.sourceServerId,
  ...(server.hostname === undefined ? {} : { hostname: server.hostname }),
});

export interface InstanceCheckPorts {
  readonly recovery: RecoveryService;
  readonly compute: ComputeService;
}

export interface InstanceCheck {
  readonly deletions: readonly InstanceDeletion[];
  readonly failure?: AwsFailure;
}

/** A launch, drill or recovery, deletes the server's previous recovery instance, a live one too (design 6.4). */
export const checkInstances = async (
  { recovery, compute }: InstanceCheckPorts,
  scope: Scope,
  servers: readonly SourceServer[],
  accepted: ReadonlySet<string>,
  into: IntoInstances,
): Promise<InstanceCheck> => {
  if (servers.length === 0) return { deletions: [] };
  const answer = await recovery.describeRecoveryInstances(
    scope,
    servers.map((server) => server.sourceServerId),
  );
  if (!answer.ok) return { deletions: [], failure: answer.failure };
  const names = new Map(servers.map((server) => [server.sourceServerId, toRosterServer(server).serverName]));
  const { present, failure } = await presentInstances(compute, scope, answer.value);
  const deleted = present.filter((one) => !isLaunchedIntoAgain(one, into));
  // Of a live one a person is asked in any case.
  const isUnknown = deleted.some(
    ({ instance }) => !isLiveInstance(instance) && !accepted.has(instance.recoveryInstanceId),
  );
  return {
    ...(failure !== undefined && isUnknown ? { failure } : {}),
    deletions: deleted.map(({ instance, instanceState, isExisting }) => ({
      recoveryInstanceId: instance.recoveryInstanceId,
      sourceServerId: instance.sourceServerId,
      serverName: names.get(instance.sourceServerId) ?? instance.sourceServerId,
      ...scope,
      ...(instanceState === undefined ? {} : { instanceState }),
      isLive: isLiveInstance(instance) || isExisting,
      ...(isExisting ? { isExisting } : {}),
      isAccepted: accepted.has(instance.recoveryInstanceId),
    })),
  };
};

const labelOf = (deletion: InstanceDeletion): string =>
  `${deletion.recoveryInstanceId} of ${serverLabel(deletion)}${noteOf(deletion)}`;

const noteOf = ({ instanceState, isExisting }: InstanceDeletion): string => {
  if (instanceState === undefined) return ' (EC2 does not say whether it is still there)';
  return isExisting ? ' (an existing instance, which it was launched into)' : '';
};

export const deletionWarnings = (deletions: readonly InstanceDeletion[]): readonly StartWarning[] => {
  const live = deletions.filter(({ isLive, isAccepted }) => isLive && isAccepted).map(labelOf);
  const drills = deletions.filter(({ isLive }) => !isLive).map(labelOf);
  const told = (count: string, all: readonly string[]): readonly StartWarning[] =>
    all.length === 0 ? [] : [startWarning('INSTANCE_DELETED', `DRS will delete ${count}: ${firstFew(all, 10, ', ')}`)];
  return [
    ...told(`${countOf(live.length, 'LIVE recovery instance')}, as accepted at the start`, live),
    ...told(countOf(drills.length, 'earlier drill instance'), drills),
  ];
};

/** Most likely mistyped: the instance that was meant is not accepted then. Only when all checks were made. */
export const needlessAcceptances = (
  accepted: ReadonlySet<string>,
  deletions: readonly InstanceDeletion[],
): readonly StartWarning[] => {
  const found = new Set(deletions.map(({ recoveryInstanceId }) => recoveryInstanceId));
  return [...accepted]
    .filter((id) => !found.has(id))
    .map((id) => startWarning('ACCEPTED_FOR_NOTHING', `${id} is accepted for deletion, but no launch would delete it`));
};

export const liveInstanceRemedy =
  'If that is meant, start again and name each of these instances as accepted; otherwise leave them alone.';

/** One for each account and Region: what a person has to name before it is deleted. */
export const liveInstances = (deletions: readonly InstanceDeletion[]): readonly Refusal[] => {
  const live = deletions.filter(({ isLive, isAccepted }) => isLive && !isAccepted);
  return [...Map.groupBy(live, scopeKey).values()].map((there) => ({
    code: 'LIVE_INSTANCE',
    message: `DRS would delete ${countOf(there.length, 'live recovery instance')}: ${there.map(labelOf).slice(0, 100).join(', ')}`,
    subjects: there.slice(0, 100).map((deletion) => deletion.recoveryInstanceId),
    remedy: liveInstanceRemedy,
  }));
};

/** Servers that are taken out at their launch, or that may come up with older data than is wanted. */
export const replicationWarnings = (
  servers: readonly SourceServer[],
  rpoTargetSeconds: number | undefined,
): readonly StartWarning[] =>
  servers.flatMap((server) => {
    const { sourceServerId, replicationState, lagDuration } = server;
    const unfit = unfitReason(server);
    const label = serverLabel(toRosterServer(server));
    const warning = (code: StartWarningCode, text: string): StartWarning =>
      startWarning(code, `${label}${text}`, sourceServerId);
    if (unfit !== undefined) return [warning('CANNOT_LAUNCH', ` will not be launched: ${unfit}`)];
    const stalled = replicationState === 'STALLED' || replicationState === 'PAUSED';
    const lag = lagDuration === undefined ? 'unknown' : lagText(lagDuration);
    return [
      ...(stalled
        ? [
            warning(
              'REPLICATION_STALLED',
              `: replication is ${replicationState}, lag ${lag}; its recovery point may be old`,
            ),
          ]
        : []),
      ...(missesRpo(lagDuration, rpoTargetSeconds)
        ? [warning('RPO_MISSED', `: replication lag ${lag}, over the RPO target of ${rpoTargetSeconds} s`)]
        : []),
    ];
  });

/** A lag that DRS does not tell is not known to be within the target. */
const missesRpo = (lagDuration: string | undefined, rpoTargetSeconds: number | undefined): boolean => {
  if (rpoTargetSeconds === undefined) return false;
  const lagSeconds = durationSeconds(lagDuration);
  return lagSeconds === undefined || lagSeconds > rpoTargetSeconds;
};
