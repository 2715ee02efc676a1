/**
 * I1: a gate opens, and an action is approved, for a person who asks for that wave and that action at that moment, by
 * name; and what was asked once opens one.
 */
import type { ExecutionEvent } from '../../../src/domain/model/event.ts';
import type { OperatorCommand } from '../../../src/engine/execution-service.ts';
import { drawnActions, placeOfActivity } from '../support/drawn-wave.ts';
import type { Mirrored } from '../support/mirror.ts';
import type { Night } from '../support/night.ts';
import type { WorldChecker } from './world.ts';

/** A gate; or, with a name, an action that waits for approval. */
interface Door {
  readonly waveNumber: number;
  readonly actionName: string | undefined;
}

interface Asked extends Door {
  readonly executionId: string;
  readonly actor: string;
}

const nameOf = ({ waveNumber, actionName }: Door): string =>
  actionName === undefined ? `the gate of wave ${waveNumber}` : `"${actionName}" of wave ${waveNumber}`;

export const createOpenedGates = (night: Night) => {
  /** Not answered yet: whoever asked a process that died is not answered, and what it saved stands. */
  const asked = new Set<Asked>();

  const openedBy = ({ data }: ExecutionEvent, mirrored: Mirrored): Door | undefined => {
    if (data.type === 'GateOpened') return { waveNumber: data.waveNumber, actionName: undefined };
    if (data.type !== 'ActivityEnded' || data.state !== 'SUCCEEDED') return undefined;
    const place = placeOfActivity(data.activityKey);
    const action = place && drawnActions(night, mirrored, place.waveNumber, place.phase)[place.number];
    return action?.kind === 'APPROVAL' ? { waveNumber: data.waveNumber, actionName: action.actionName } : undefined;
  };

  const watch: WorldChecker = ({ committed }) =>
    committed.flatMap(({ step, mirrored }) =>
      (step?.events ?? []).flatMap((event) => {
        const door = openedBy(event, mirrored);
        if (door === undefined) return [];
        const { executionId } = mirrored;
        const resume = [...asked].find(
          (each) =>
            each.executionId === executionId &&
            each.waveNumber === door.waveNumber &&
            each.actionName === door.actionName &&
            each.actor === event.actor,
        );
        if (resume === undefined) {
          return [`I1: ${nameOf(door)} of ${executionId} opened, and ${event.actor} did not ask for that`];
        }
        asked.delete(resume);
        return [];
      }),
    );

  return {
    watch,
    /** Somebody asks. Gives what is called when an answer has come. */
    noteCommand: (executionId: string, command: OperatorCommand, actor: string): (() => void) => {
      if (command.type !== 'resume' || command.waveNumber === undefined) return () => undefined;
      const { waveNumber, actionName } = command;
      const resume: Asked = { executionId, waveNumber, actionName, actor };
      asked.add(resume);
      return () => void asked.delete(resume);
    },
  };
};
