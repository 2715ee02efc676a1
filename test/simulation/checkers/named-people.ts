/** The audit: what a person decides stands in the record under the name of who asks for just that, while he asks. */
import type { EventData } from '../../../src/domain/model/event.ts';
import type { OperatorCommand } from '../../../src/engine/execution-service.ts';
import type { WorldChecker } from './world.ts';

interface Asked {
  readonly executionId: string;
  readonly command: OperatorCommand;
  readonly actor: string;
}

/** Whether the command may be what led to this; undefined of what no person decides, and of gates, which are held to more. */
const ledTo = (data: EventData): ((command: OperatorCommand) => boolean) | undefined => {
  switch (data.type) {
    case 'PauseRequested':
      return ({ type }) => type === 'pause';
    case 'ExecutionResumed':
      return (command) => command.type === 'resume' && command.waveNumber === undefined;
    case 'CancelRequested':
      return ({ type }) => type === 'cancel';
    case 'WaveRetried':
      return (command) => command.type === 'retry' && command.waveNumber === data.waveNumber;
    case 'WaveSkipped':
    case 'ServersSkipped':
      return (command) => command.type === 'skip' && command.waveNumber === data.waveNumber;
    case 'WaveFailureAccepted':
      return (command) =>
        (command.type === 'resume' || command.type === 'skip') && command.waveNumber === data.waveNumber;
    default:
      return undefined;
  }
};

export const createNamedPeople = () => {
  /** Not answered yet: whoever asked a process that died is not answered, and what it saved stands. */
  const asked = new Set<Asked>();

  const watch: WorldChecker = ({ committed }) =>
    committed.flatMap(({ step, mirrored: { executionId } }) =>
      (step?.events ?? []).flatMap(({ data, actor }) => {
        const fits = ledTo(data);
        if (fits === undefined) return [];
        const isAsked = [...asked].some(
          (each) => each.executionId === executionId && each.actor === actor && fits(each.command),
        );
        return isAsked ? [] : [`audit: ${data.type} of ${executionId} by ${actor}, who did not ask for that`];
      }),
    );

  return {
    watch,
    /** Somebody asks. Gives what is called when an answer has come. */
    noteCommand: (executionId: string, command: OperatorCommand, actor: string): (() => void) => {
      const each: Asked = { executionId, command, actor };
      asked.add(each);
      return () => void asked.delete(each);
    },
  };
};
