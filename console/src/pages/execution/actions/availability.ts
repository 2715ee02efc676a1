import type { Action } from '../../../../../src/domain/can.ts';
import type { ExecutionView } from '../../../../../src/domain/model/execution-view.ts';
import type { Me } from '../../../data/session.ts';

/** What an action needs of the person: the route of the API asks for the same. */
const permissionOf: Readonly<Record<Action, Me['permissions'][number]>> = {
  pause: 'stop-recovery',
  cancel: 'stop-recovery',
  resume: 'start-recovery',
  retry: 'start-recovery',
  skip: 'start-recovery',
  followUp: 'start-recovery',
  cleanUp: 'terminate-instances',
};

/** Why the action is not possible now, for this person; undefined when it is. */
export function whyNot(action: Action, execution: ExecutionView, me: Me): string | undefined {
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
