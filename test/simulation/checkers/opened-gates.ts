/** I1: a gate opens for a person who asks for that wave at that moment, by name; and what was asked once opens one. */
import type { OperatorCommand } from '../../../src/engine/execution-service.ts';
import type { WorldChecker } from './world.ts';

interface Asked {
  readonly executionId: string;
  readonly waveNumber: number;
  readonly actor: string;
}

export const createOpenedGates = () => {
  /** Not answered yet: whoever asked a process that died is not answered, and what it saved stands. */
  const asked = new Set<Asked>();

  const watch: WorldChecker = ({ committed }) =>
    committed.flatMap(({ step, mirrored: { executionId } }) =>
      (step?.events ?? []).flatMap(({ data, actor }) => {
        if (data.type !== 'GateOpened') return [];
        const { waveNumber } = data;
        const resume = [...asked].find(
          (each) => each.executionId === executionId && each.waveNumber === waveNumber && each.actor === actor,
        );
        if (resume === undefined) {
          return [`I1: the gate of wave ${waveNumber} of ${executionId} opened, and ${actor} did not ask for that`];
        }
        asked.delete(resume);
        return [];
      }),
    );

  return {
    watch,
    /** Somebody asks. Gives what is called when an answer has come. */
    noteCommand: (executionId: string, command: OperatorCommand, actor: string): (() => void) => {
      if (command.type !== 'resume' || command.waveNumber === undefined || command.actionName !== undefined) {
        return () => undefined;
      }
      const resume: Asked = { executionId, waveNumber: command.waveNumber, actor };
      asked.add(resume);
      return () => void asked.delete(resume);
    },
  };
};
