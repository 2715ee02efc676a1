import { EmptyState } from '../../components/empty-state.tsx';
import { FirstDrillHint } from '../../components/first-drill-hint.tsx';
import type { RunKind } from '../../components/run-kind.ts';

/** What to do where there are executions, and none of the kind that is shown. */
export function NoneOfKind({ kind }: { readonly kind: RunKind }) {
  switch (kind) {
    case 'CLEAN-UP':
      return (
        <EmptyState title="No clean-up yet">
          Open an execution that is over: its Actions have the clean-up of what it launched.
        </EmptyState>
      );
    case 'FOLLOW-UP':
      return (
        <EmptyState title="No follow-up yet">
          Open an execution that ended with servers that are not up: its Actions have the follow-up, which launches
          those.
        </EmptyState>
      );
    case 'LAUNCH':
      return (
        <EmptyState title="No drill or recovery yet">
          <FirstDrillHint />
        </EmptyState>
      );
  }
}
