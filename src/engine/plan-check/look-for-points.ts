/** Servers whose replication does not go on may have lost their last recovery point: DRS tells of one server at a time. */
import { limits } from '../../domain/limits.ts';
import type { Instant } from '../../domain/model/identifiers.ts';
import type { RosterChunk } from '../../domain/model/roster.ts';
import { type Scope, scopeKey } from '../../domain/model/scope.ts';
import { startWarning } from '../../domain/model/start-check.ts';
import { countOf, serverLabel } from '../../domain/names.ts';
import type { SourceServer } from '../../ports/recovery-service.ts';
import { unfitReason } from '../launch-check.ts';
import { type ReadingPorts, readSnapshots } from '../recovery-points.ts';
import type { PlanResolution } from '../resolve-plan.ts';
import { toRosterServer } from '../start-checks.ts';
import { type Findings, failedLook, notLookedAt } from './findings.ts';

interface Doubtful {
  readonly scope: Scope;
  readonly server: SourceServer;
}

export const lookForPoints = async (
  ports: ReadingPorts,
  { launched, chunks }: PlanResolution,
  lastMoment: Instant,
): Promise<Findings> => {
  const chosen = withPointInTime(chunks);
  const doubtful = launched.flatMap(({ scope, servers }): readonly Doubtful[] =>
    servers
      .filter((server) => isDoubtful(server) && !chosen.has(keyOf(scope, server)))
      .map((server) => ({ scope, server })),
  );
  const asked = doubtful.slice(0, limits.recoveryPointsPerCheck);
  const left = doubtful.slice(asked.length);
  const wanted = asked.map(({ scope, server: { sourceServerId } }) => ({ ...scope, sourceServerId }));
  const read = await readSnapshots(ports, wanted, lastMoment);
  return {
    warnings: asked.flatMap(({ scope, server }) => {
      if (read.answerOf({ ...scope, sourceServerId: server.sourceServerId })?.length !== 0) return [];
      const message = `${serverLabel(toRosterServer(server))} will not be launched: DRS keeps no recovery point of it`;
      return [startWarning('CANNOT_LAUNCH', message, server.sourceServerId)];
    }),
    unknown: [
      ...read.failures.map((failure) =>
        failedLook(failure, 'so whether each server has a recovery point is not known'),
      ),
      ...wanted.flatMap((one) => {
        const failure = read.refusalOf(one);
        if (failure === undefined) return [];
        return [failedLook(failure, 'so whether it has a recovery point is not known', [one.sourceServerId])];
      }),
      ...(left.length === 0
        ? []
        : [
            notLookedAt(
              `whether ${countOf(left.length, 'further server')} without continuous replication have a recovery point was not asked`,
              left.slice(0, 100).map(({ server }) => server.sourceServerId),
            ),
          ]),
    ],
  };
};

/** One that replicates has points; one that cannot be launched is told already. */
const isDoubtful = (server: SourceServer): boolean =>
  server.replicationState !== 'CONTINUOUS' && unfitReason(server) === undefined;

const keyOf = (scope: Scope, { sourceServerId }: Pick<SourceServer, 'sourceServerId'>): string =>
  `${scopeKey(scope)}#${sourceServerId}`;

/** Their points were looked for by the time that was asked for. */
const withPointInTime = (chunks: readonly RosterChunk[]): ReadonlySet<string> =>
  new Set(
    chunks
      .filter(({ pointInTime }) => pointInTime !== undefined)
      .flatMap((chunk) => chunk.servers.map((server) => keyOf(chunk, server))),
  );
