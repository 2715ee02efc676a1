import type { InstanceDeletion, StartCheck } from '../../../../../src/domain/model/start-check.ts';
import { countOf } from '../../../components/count.ts';
import { whyNameNotYet } from './plan-name-field.tsx';

interface Asked {
  readonly check: StartCheck | undefined;
  readonly isLooking: boolean;
  /** Live instances whose deletion was accepted, one by one. */
  readonly accepted: readonly string[];
  /** Of a RECOVERY: what was typed for the plan's name. */
  readonly typedName?: string;
}

/** Reasons against a start that accepting the deletions does not take away. */
export const otherBlockers = ({ blockers }: StartCheck) => blockers.filter(({ code }) => code !== 'LIVE_INSTANCE');

/** Warnings but that of a point in time: it was asked for, and is told at its wave. */
export const otherWarnings = ({ warnings }: StartCheck) => warnings.filter(({ code }) => code !== 'POINT_IN_TIME');

export const liveDeletions = ({ deletions }: StartCheck) => deletions.filter(({ isLive }) => isLive);

/** Why the start cannot be pressed; undefined when it can. What AWS did not answer is no reason: the start asks again. */
export function whyNotYet({ check, isLooking, accepted, typedName }: Asked): string | undefined {
  if (check === undefined) return isLooking ? 'Looking at what would happen' : 'What would happen could not be checked';
  const blockers = otherBlockers(check);
  if (blockers.length > 0) return `It would be refused, for ${countOf(blockers.length, 'reason')}`;
  return (
    whyNotAccepted(liveDeletions(check), accepted) ??
    (typedName === undefined ? undefined : whyNameNotYet(check.planName, typedName))
  );
}

/** Which deletions of live instances nobody has accepted yet; undefined when there is none. */
export function whyNotAccepted(
  live: readonly Pick<InstanceDeletion, 'recoveryInstanceId'>[],
  accepted: readonly string[],
): string | undefined {
  const open = live.filter(({ recoveryInstanceId }) => !accepted.includes(recoveryInstanceId));
  if (open.length === 0) return undefined;
  return `Accept first that DRS deletes ${open.map((each) => each.recoveryInstanceId).join(', ')}`;
}
