/** What a change of an account, group or plan answers when it was not made. */
import type { Context } from 'hono';
import type { DeleteResult, SaveResult } from '../../engine/catalog-changes.ts';
import { busy, inUse, invalidInput, nameTaken, notFound, sendProblem, versionConflict } from '../problems.ts';
import type { ApiEnvironment } from './conventions.ts';

type Unsaved = Exclude<SaveResult<unknown>, { kind: 'saved' }>;
type Undeleted = Exclude<DeleteResult, { kind: 'deleted' }>;

export function answerUnchanged(
  c: Context<ApiEnvironment>,
  result: Unsaved | Undeleted,
  what: 'account' | 'protection group' | 'recovery plan',
) {
  switch (result.kind) {
    case 'not-found':
      return sendProblem(c, notFound(what));
    case 'version-conflict':
      return sendProblem(c, versionConflict(what, result.currentVersion));
    case 'name-taken':
      return sendProblem(c, nameTaken(what, result.name));
    case 'invalid':
      return sendProblem(c, invalidInput(result.errors));
    case 'in-use':
      return sendProblem(c, inUse(what, result.by));
    case 'busy':
      return sendProblem(c, busy());
  }
}
