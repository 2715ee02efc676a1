import { ProblemAlert } from '../failure-alert.tsx';
import { InView } from '../in-view.tsx';
import type { Save } from './use-save.ts';

/** Why the save was refused. What somebody else saved meanwhile is shown beside, and not told twice. */
export function SaveProblem({ what, save }: { readonly what: string; readonly save: Save<unknown> }) {
  if (save.failure === undefined || save.current !== undefined) return null;
  return (
    <InView>
      <ProblemAlert what={what} failure={save.failure} />
    </InView>
  );
}
