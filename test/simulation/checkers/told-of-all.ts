/**
 * Whoever takes messages has had one, when all is over, of everything that people are woken for. A process that dies, or
 * whose store fails it, may take with it what it was about to tell: the record has it.
 */
import type { EventData } from '../../../src/domain/model/event.ts';
import type { NotificationEvent } from '../../../src/domain/model/plan-notifications.ts';
import type { Mirrored } from '../support/mirror.ts';
import type { Tally } from '../support/tally.ts';
import type { WorldChecker } from './world.ts';

const waitsForDecision = ({ state }: Mirrored): boolean =>
  state.waves.some(
    ({ status, onFailure, failureAcceptedBy }) =>
      (status === 'FAILED' || status === 'TIMED_OUT') && onFailure === 'pause' && failureAcceptedBy === undefined,
  );

/** Written down a second time (docs/operate/notifications.md); undefined of what nobody is woken for. */
const wokenFor = (data: EventData, mirrored: Mirrored): NotificationEvent | undefined => {
  switch (data.type) {
    case 'ExecutionBegun':
      return 'start';
    case 'GateReached':
      return 'gate';
    // A gate has been told of already.
    case 'ExecutionPaused':
      return waitsForDecision(mirrored) ? 'gate' : undefined;
    case 'WaveEnded': {
      const { waveNumber, status } = data;
      const hasStarted = mirrored.history.some(
        (event) => event.data.type === 'WaveStarting' && event.data.waveNumber === waveNumber,
      );
      if (!hasStarted) return undefined;
      return status === 'COMPLETED' ? 'waveCompleted' : 'waveFailed';
    }
    case 'ExecutionRefused':
    case 'ExecutionEnded':
      return 'end';
    default:
      return undefined;
  }
};

export const createToldOfAll = (tally: Tally) => {
  const awaited = new Map<string, NotificationEvent>();

  const watch: WorldChecker = ({ committed }) => {
    for (const { step, mirrored } of committed) {
      for (const { sequence, data } of step?.events ?? []) {
        const what = wokenFor(data, mirrored);
        if (what !== undefined) awaited.set(`${mirrored.executionId}/${sequence}`, what);
      }
    }
    return [];
  };

  return {
    watch,
    noteTaken: ({ notificationId, event }: { notificationId: string; event: NotificationEvent }): void => {
      if (awaited.get(notificationId) === event) {
        awaited.delete(notificationId);
        tally.count(`message awaited and taken: ${event}`);
      }
    },
    /** A process died, or was failed by its store. */
    noteLoss: (): void => awaited.clear(),
    missing: (): readonly string[] =>
      [...awaited].map(([notificationId, what]) => `message: nobody was told of ${notificationId} (${what})`),
  };
};
