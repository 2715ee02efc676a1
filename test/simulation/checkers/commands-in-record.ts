/**
 * What the record says that a person did, that person is asking for at that moment, and once for each time; what was
 * accepted is in it, and what was refused is not.
 */
import type { ExecutionEvent } from '../../../src/domain/model/event.ts';
import type { CommandResult, OperatorCommand } from '../../../src/engine/execution-service.ts';
import type { WorldChecker } from './world.ts';

interface Asked {
  readonly executionId: string;
  readonly command: OperatorCommand;
  readonly actor: string;
  isInRecord: boolean;
}

/** What was asked for, of an event that only a person's wish makes; undefined of any other. */
const wishOf = ({ data }: ExecutionEvent): readonly OperatorCommand['type'][] | undefined => {
  switch (data.type) {
    case 'PauseRequested':
      return ['pause'];
    case 'ExecutionResumed':
    case 'GateOpened':
      return ['resume'];
    case 'CancelRequested':
      return ['cancel'];
    case 'WaveRetried':
      return ['retry'];
    case 'WaveSkipped':
    case 'ServersSkipped':
      return ['skip'];
    case 'WaveFailureAccepted':
      return ['resume', 'skip'];
    default:
      return undefined;
  }
};

export const createCommandsInRecord = (onViolation: (violation: string) => void) => {
  /** Not answered yet: whoever asked a process that died never is, and what that saved stands. */
  const asked = new Set<Asked>();

  const isOf = ({ command, actor }: Asked, event: ExecutionEvent): boolean => {
    const { data } = event;
    const wave = 'waveNumber' in data ? data.waveNumber : undefined;
    const askedWave = 'waveNumber' in command ? command.waveNumber : undefined;
    return actor === event.actor && wave === askedWave && wishOf(event)?.includes(command.type) === true;
  };

  const watch: WorldChecker = ({ committed }) =>
    committed.flatMap(({ step, mirrored: { executionId } }) => {
      // One command at most is saved at once; it may be told by more than one event.
      const event = step?.events.find((each) => wishOf(each) !== undefined);
      if (event === undefined) return [];
      const open = [...asked].filter((each) => each.executionId === executionId && isOf(each, event));
      // Rather one that somebody waits for, of two alike.
      const wish = open.findLast(({ isInRecord }) => !isInRecord);
      if (wish === undefined) {
        return [
          `command: ${event.data.type} of ${executionId} by ${event.actor}, who did not ask for it, or only once`,
        ];
      }
      wish.isInRecord = true;
      return [];
    });

  return {
    watch,
    /** Somebody asks. Gives what is called when an answer has come, or an error: then nobody knows whether it is saved. */
    noteCommand: (executionId: string, command: OperatorCommand, actor: string) => {
      const wish: Asked = { executionId, command, actor, isInRecord: false };
      asked.add(wish);
      return (answer: CommandResult['kind'] | 'error'): void => {
        asked.delete(wish);
        const isApproval = command.type === 'resume' && command.actionName !== undefined;
        if (answer === 'error' || isApproval || wish.isInRecord === (answer === 'accepted')) return;
        const what = `${command.type} of ${executionId} by ${actor}`;
        onViolation(
          answer === 'accepted'
            ? `command: ${what} was accepted, and is not in the record`
            : `command: ${what} was refused, and is in the record`,
        );
      };
    },
  };
};
