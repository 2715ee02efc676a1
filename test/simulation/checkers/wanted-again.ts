import { secondsBetween } from '../../../src/domain/time.ts';
import { finalStatuses } from '../../domain/checkers/statuses.ts';
import type { WorldChecker } from './world.ts';

const DAY_SECONDS = 86_400;

/** I10: whoever saves an open execution says when it is wanted next, within a day; otherwise nobody would ever look. */
export const wantedAgain: WorldChecker = ({ committed }) =>
  committed.flatMap(({ step, mirrored: { executionId, state, driver } }) => {
    if (step === undefined || finalStatuses.has(state.header.status)) return [];
    if (driver.nextWakeTime === undefined) return [`I10: ${executionId} is open, and not wanted again`];
    const seconds = secondsBetween(step.now, driver.nextWakeTime);
    return seconds > DAY_SECONDS + 1 ? [`I10: ${executionId} is wanted again in ${seconds} s`] : [];
  });
