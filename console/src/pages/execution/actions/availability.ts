import type { Action } from '../../../../../src/domain/can.ts';
import type { ExecutionView } from '../../../../../src/domain/model/execution-view.ts';
import type { Me } from '../../../data/session.ts';

/** `keep` is about the clean-up that comes by itself: its button stands beside it. */
type PageAction = Action | 'keep';

/** What an action needs of the person: the route of the API asks for the same. */
const permissionOf: Readonly<Record<PageAction, Me['permissions'][number]>> = {
  pause: 'stop-recovery',
  cancel: 'stop-recovery',
  resume: 'start-recovery',
  retry: 'start-recovery',
  skip: 'start-recovery',
  followUp: 'start-recovery',
  cleanUp: 'terminate-instances',
  keep: 'stop-recovery',
};

/** Why the action is not possible now, for this person; undefined when it is. */
export function whyNot(action: PageAction, execution: ExecutionView, me: Me): string | undefined {
  const permission = permissionOf[action];
  if (!me.permissions.includes(permission)) return `You need the permission ${permission}`;
  const state = execution.actions[action];
  return state.allowed ? undefined : `Not possible: ${state.reason}`;
}

/** The waves that an action is about; none when it is about the execution as a whole. */
export function wavesOf(action: Action, execution: ExecutionView) {
  const state = execution.actions[action];
  const numbers = state.allowed ? (state.waveNumbers ?? []) : [];
  return execution.waves.filter(({ waveNumber }) => numbers.includes(waveNumber));
}
