/**
 * After an outage a machine goes on only when a person confirms (design 8.8): meanwhile its plan may have been recovered
 * from elsewhere, of which it knows nothing.
 */
import type { DriverState, ExecutionHeader } from '../domain/model/execution.ts';
import { secondsBetween } from '../domain/time.ts';
import { ENGINE } from '../domain/transition/log.ts';
import type { Clock } from '../ports/clock.ts';
import type { ItemStore } from '../ports/item-store.ts';
import type { Announcer } from './announce.ts';
import { applyInput } from './apply-input.ts';
import { dueTime } from './store/execution-writer.ts';

export interface OutagePorts {
  readonly store: ItemStore;
  readonly clock: Clock;
  readonly announce: Announcer['announce'];
  /** Absent: an execution goes on however long nobody drove it. */
  readonly confirmAfterMinutes?: number;
}

/** True: nobody drove it for too long, and the pause is stored. Jobs that run are watched on; no further wave starts. */
export const pauseAfterOutage = async (
  ports: OutagePorts,
  { header, driver }: { readonly header: ExecutionHeader; readonly driver: DriverState },
): Promise<boolean> => {
  const { confirmAfterMinutes } = ports;
  if (confirmAfterMinutes === undefined || header.pauseRequested || header.cancelRequested) return false;
  const due = dueTime(driver.nextWakeTime ?? header.startTime, driver);
  const now = ports.clock.now();
  if (secondsBetween(due, now) < confirmAfterMinutes * 60) return false;
  const reason = `nobody drove this execution from ${due} to ${now}; look what was recovered from elsewhere meanwhile`;
  const applied = await applyInput(ports, header.executionId, { type: 'pause', actor: ENGINE, reason });
  if (applied.kind !== 'saved') return false;
  ports.announce(applied.loaded.state, applied.events);
  return true;
};
