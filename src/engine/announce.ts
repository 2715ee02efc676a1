import type { ExecutionEvent } from '../domain/model/event.ts';
import type { ExecutionState } from '../domain/model/execution.ts';
import { waveLabel } from '../domain/names.ts';
import { awaitsFailureDecision } from '../domain/statuses.ts';
import type { Notification, Notifier } from '../ports/notifier.ts';

/** Told of all that was decided and saved, with the state that it led to: for measuring. Must not throw. */
export type OnEvents = (state: ExecutionState, events: readonly ExecutionEvent[]) => void;

/** Tells people what they want to be woken for. Failing to tell never stops an execution. */
export const createAnnouncer =
  (notifier: Notifier, onEvents: OnEvents = () => undefined) =>
  async (state: ExecutionState, events: readonly ExecutionEvent[]): Promise<void> => {
    onEvents(state, events);
    for (const event of events) {
      const notification = notificationOf(state, event);
      if (notification === undefined) continue;
      try {
        await notifier.notify(notification);
      } catch {
        // Best effort: the record says the same, and it is the truth.
      }
    }
  };

const notificationOf = (state: ExecutionState, event: ExecutionEvent): Notification | undefined => {
  const { executionId, planName, executionType } = state.header;
  const of = (subject: string, ...lines: readonly string[]): Notification => ({
    executionId,
    planName,
    executionType,
    subject: `${executionType} of "${planName}": ${subject}`,
    text: lines.join('\n'),
  });
  switch (event.data.type) {
    case 'ExecutionBegun':
      return of(
        'started',
        `${event.data.serverCount} servers in ${state.waves.length} waves, started by ${state.header.initiatedBy}.`,
        ...event.data.warnings.slice(0, 20),
        `Watch it with: ./breakwater watch ${executionId}`,
      );
    case 'GateReached': {
      const wave = state.waves[event.data.waveNumber];
      if (wave === undefined) return undefined;
      return of(
        `${waveLabel(wave)} waits for approval`,
        `${wave.serverCount} servers launch when the gate is opened.`,
        `Open it with: ./breakwater resume ${executionId} --wave ${wave.waveNumber}`,
      );
    }
    case 'ChecksPostponed':
      return of('waits for AWS before its start', event.data.reason);
    case 'WaveEnded': {
      const wave = state.waves[event.data.waveNumber];
      if (wave === undefined) return undefined;
      const { status, reason } = event.data;
      return of(`${waveLabel(wave)} ${status}`, reason);
    }
    case 'ExecutionPaused': {
      // At a gate people have been told by the gate itself.
      const failed = state.waves.filter(awaitsFailureDecision);
      if (failed.length === 0) return undefined;
      return of(
        'waits for a decision',
        event.data.reason,
        ...failed.flatMap(({ waveNumber }) => [
          `Launch what is missing again: ./breakwater retry ${executionId} --wave ${waveNumber}`,
          `Go on without it: ./breakwater resume ${executionId} --wave ${waveNumber}`,
        ]),
      );
    }
    case 'ExecutionRefused':
      return of('REFUSED, nothing was started', ...event.data.refusals.slice(0, 20).map(({ message }) => message));
    case 'ExecutionEnded':
      return of(event.data.status, event.data.reason);
    default:
      return undefined;
  }
};
