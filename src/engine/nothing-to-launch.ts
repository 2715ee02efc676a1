/** A start that is sure to launch nothing: DRS has nothing to launch any server from, and nobody comes between to mend it. */
import type { Refusal } from '../domain/model/execution.ts';
import type { PlanWave, RecoveryPlan } from '../domain/model/recovery-plan.ts';
import { countOf, firstFew, serverLabel } from '../domain/names.ts';
import type { SourceServer } from '../ports/recovery-service.ts';
import { unfitReason } from './launch-check.ts';
import { toRosterServer } from './start-checks.ts';

export const nothingToLaunch = ({ waves }: RecoveryPlan, servers: readonly SourceServer[]): readonly Refusal[] => {
  const unfit = servers.flatMap((server) => {
    const reason = unfitReason(server);
    return reason === undefined ? [] : [{ server, reason }];
  });
  if (servers.length === 0 || unfit.length < servers.length || waves.some(givesTime)) return [];
  const reasons = unfit.map(({ server, reason }) => `${serverLabel(toRosterServer(server))}: ${reason}`);
  return [
    {
      code: 'NOTHING_TO_LAUNCH',
      message: `none of ${countOf(servers.length, 'server')} can be launched: ${firstFew(reasons, 20)}`,
      subjects: unfit.slice(0, 100).map(({ server }) => server.sourceServerId),
      remedy: 'Mend the replication of the servers in DRS.',
    },
  ];
};

/** A gate, an action or a pause after a failure: the servers may be mended by then. */
const givesTime = ({ pauseBeforeWave, onFailure, actions }: PlanWave): boolean =>
  pauseBeforeWave || onFailure === 'pause' || (actions?.before ?? []).length > 0;
