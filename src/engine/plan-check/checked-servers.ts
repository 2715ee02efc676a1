/** Everything that was found about each server, told at the server. */
import type { Refusal } from '../../domain/model/execution.ts';
import { scopeKey } from '../../domain/model/scope.ts';
import {
  type CheckedServer,
  type InstanceDeletion,
  type ServerFinding,
  type StartWarning,
  startWarning,
} from '../../domain/model/start-check.ts';
import type { LockConflict } from '../locks.ts';
import type { PlanResolution } from '../resolve-plan.ts';
import { lockRemedy } from '../resolve-stored-plan.ts';
import { liveInstanceRemedy } from '../start-checks.ts';
import type { JobsSeen } from './look-at-jobs.ts';

interface Found {
  readonly conflicts: readonly LockConflict[];
  readonly jobs: JobsSeen;
  readonly blockers: readonly Refusal[];
  readonly unknown: readonly Refusal[];
  readonly warnings: readonly StartWarning[];
}

export const checkedServers = ({ chunks, launched, deletions }: PlanResolution, found: Found): CheckedServer[] => {
  const keyOf = (place: string, sourceServerId: string): string => `${place}#${sourceServerId}`;
  const conflicts = new Map(
    found.conflicts.map((conflict) => [keyOf(conflict.place, conflict.sourceServerId), conflict] as const),
  );
  const shown = new Map(
    launched.flatMap(({ scope, servers }) =>
      servers.map((server) => [keyOf(scopeKey(scope), server.sourceServerId), server] as const),
    ),
  );
  const deleted = Map.groupBy(deletions, (deletion) => keyOf(scopeKey(deletion), deletion.sourceServerId));
  const warned = Map.groupBy(found.warnings, ({ sourceServerId }) => sourceServerId);
  const blocked = bySubject(found.blockers.filter(({ code }) => !toldByServer.has(code)));
  const unknown = bySubject(found.unknown);
  return chunks.flatMap((chunk) =>
    chunk.servers.map((server): CheckedServer => {
      const { sourceServerId } = server;
      const place = scopeKey(chunk);
      const key = keyOf(place, sourceServerId);
      const { replicationState, lagDuration } = shown.get(key) ?? {};
      const conflict = conflicts.get(key);
      const inJob = found.jobs.holding.get(place)?.get(sourceServerId);
      const instances = deleted.get(key) ?? [];
      return {
        ...server,
        waveNumber: chunk.waveNumber,
        accountId: chunk.accountId,
        region: chunk.region,
        ...(replicationState === undefined ? {} : { replicationState }),
        ...(lagDuration === undefined ? {} : { lagDuration }),
        ...(conflict === undefined ? {} : { heldBy: heldBy(conflict) }),
        ...(inJob === undefined ? {} : { inJob }),
        findings: [
          ...(conflict === undefined ? [] : [lockFinding(conflict)]),
          ...instances.map((deletion) => deletionFinding(deletion, conflict !== undefined)),
          ...(blocked.get(sourceServerId) ?? []).map((refusal) => toFinding('BLOCKER', refusal)),
          ...(unknown.get(sourceServerId) ?? []).map((refusal) => toFinding('UNKNOWN', refusal)),
          ...(warned.get(sourceServerId) ?? []).map((warning) => toFinding('WARNING', warning)),
        ],
      };
    }),
  );
};

/** Each server has a text of its own for these. */
const toldByServer: ReadonlySet<string> = new Set(['SERVER_LOCKED', 'LIVE_INSTANCE']);

const bySubject = (refusals: readonly Refusal[]): ReadonlyMap<string, readonly Refusal[]> => {
  const pairs = refusals.flatMap((refusal) => refusal.subjects.map((subject) => ({ subject, refusal })));
  return new Map(
    [...Map.groupBy(pairs, ({ subject }) => subject)].map(([subject, all]) => [
      subject,
      all.map(({ refusal }) => refusal),
    ]),
  );
};

const toFinding = (
  severity: ServerFinding['severity'],
  { code, message, remedy }: Pick<Refusal, 'code' | 'message' | 'remedy'>,
): ServerFinding => ({ code, severity, message, remedy });

const heldBy = ({ holder }: LockConflict): NonNullable<CheckedServer['heldBy']> => ({
  executionId: holder.executionId,
  planName: holder.planName,
  since: holder.lockedTime,
});

const lockFinding = (conflict: LockConflict): ServerFinding => {
  const { executionId, planName, lockedTime } = conflict.holder;
  const message = `held by execution ${executionId} of plan "${planName}" since ${lockedTime}`;
  return { code: 'SERVER_LOCKED', severity: 'BLOCKER', message, remedy: lockRemedy(conflict) };
};

const deletionFinding = (
  { recoveryInstanceId, isLive, isExisting, isAccepted }: InstanceDeletion,
  isHeld: boolean,
): ServerFinding => {
  const kind = isExisting ? 'existing' : isLive ? 'LIVE' : isHeld ? 'drill' : 'earlier drill';
  const message = `DRS would delete its ${kind} instance ${recoveryInstanceId}`;
  return isLive && !isAccepted
    ? { code: 'LIVE_INSTANCE', severity: 'BLOCKER', message, remedy: liveInstanceRemedy }
    : toFinding('WARNING', startWarning('INSTANCE_DELETED', message));
};
