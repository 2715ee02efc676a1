/** What is checked before any start: everything that speaks against it, and what is worth knowing. */
import type { Refusal } from '../domain/model/execution.ts';
import type { RosterChunk, RosterServer } from '../domain/model/roster.ts';
import type { Scope } from '../domain/model/scope.ts';
import { countOf, firstFew, serverLabel } from '../domain/names.ts';
import type { AwsFailure } from '../ports/aws-failure.ts';
import type { RecoveryService, SourceServer } from '../ports/recovery-service.ts';
import { isLiveInstance, unfitReason } from './launch-check.ts';

/** Everything that was found, all at once: one kind of blocker must not hide another. */
export interface Resolution {
  /** What could be resolved. */
  readonly chunks: readonly RosterChunk[];
  readonly warnings: readonly string[];
  readonly refusals: readonly Refusal[];
  /** Checks that could not be made. */
  readonly failures: readonly AwsFailure[];
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

export const failureText = (failure: AwsFailure): string => `${failure.operation}: ${failure.code}: ${failure.message}`;

/** The Name tag, else the host name, else the id. */
export const toRosterServer = (server: SourceServer): RosterServer => ({
  sourceServerId: server.sourceServerId,
  // A tag may be there and say nothing.
  serverName:
    [server.tags['Name'], server.hostname].find((name) => name !== undefined && name.trim() !== '') ??
    server.sourceServerId,
  ...(server.hostname === undefined ? {} : { hostname: server.hostname }),
});

export interface InstanceCheck {
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly string[];
  readonly failure?: AwsFailure;
}

/** A launch, drill or recovery, deletes the server's previous recovery instance, a live one too (design 6.4). */
export const checkInstances = async (
  recovery: RecoveryService,
  scope: Scope,
  servers: readonly SourceServer[],
  accepted: ReadonlySet<string>,
): Promise<InstanceCheck> => {
  if (servers.length === 0) return { refusals: [], warnings: [] };
  const answer = await recovery.describeRecoveryInstances(
    scope,
    servers.map((server) => server.sourceServerId),
  );
  if (!answer.ok) return { refusals: [], warnings: [], failure: answer.failure };
  const names = new Map(servers.map((server) => [server.sourceServerId, serverLabel(toRosterServer(server))]));
  const named = (instance: { sourceServerId: string; recoveryInstanceId: string }) =>
    `${instance.recoveryInstanceId} of ${names.get(instance.sourceServerId) ?? instance.sourceServerId}`;
  const live = answer.value.filter(
    (instance) => isLiveInstance(instance) && !accepted.has(instance.recoveryInstanceId),
  );
  const acceptedLive = answer.value.filter(
    (instance) => isLiveInstance(instance) && accepted.has(instance.recoveryInstanceId),
  );
  const drills = answer.value.filter((instance) => !isLiveInstance(instance));
  const warnings = [
    ...(acceptedLive.length === 0
      ? []
      : [
          `DRS will delete ${countOf(acceptedLive.length, 'LIVE recovery instance')}, as accepted at the start: ${firstFew(acceptedLive.map(named), 10, ', ')}`,
        ]),
    ...(drills.length === 0
      ? []
      : [
          `DRS will delete ${countOf(drills.length, 'earlier drill instance')}: ${firstFew(drills.map(named), 10, ', ')}`,
        ]),
  ];
  if (live.length === 0) return { refusals: [], warnings };
  return {
    warnings,
    refusals: [
      {
        code: 'LIVE_INSTANCE',
        message: `DRS would delete ${countOf(live.length, 'live recovery instance')}: ${live.map(named).slice(0, 100).join(', ')}`,
        subjects: live.slice(0, 100).map((instance) => instance.recoveryInstanceId),
        remedy:
          'If that is meant, start again and name each of these instances as accepted; otherwise leave them alone.',
      },
    ],
  };
};

/** Servers that are taken out at their launch, or that may come up with old data. At most a hundred. */
export const unfitWarnings = (servers: readonly SourceServer[]): readonly string[] =>
  servers
    .flatMap((server) => {
      const unfit = unfitReason(server);
      const label = serverLabel(toRosterServer(server));
      if (unfit !== undefined) return [`${label} will not be launched: ${unfit}`];
      return server.replicationState === 'STALLED' || server.replicationState === 'PAUSED'
        ? [
            `${label}: replication is ${server.replicationState}, lag ${server.lagDuration ?? 'unknown'}; its recovery point may be old`,
          ]
        : [];
    })
    .slice(0, 100);
