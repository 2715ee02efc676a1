import type { ExecutionView } from '../../../../../src/domain/model/execution-view.ts';
import type { SeenExecution } from '../../../data/execution.ts';
import type { ServersRead } from './servers-read.ts';

/** What the dialogue of every action gets. */
export interface ModalProps {
  readonly seen: SeenExecution;
  readonly servers: ServersRead;
  /** The execution as the API answered: the page shows it at once. Closes the dialogue. */
  readonly onChanged: (execution: ExecutionView) => void;
  readonly onClose: () => void;
}
