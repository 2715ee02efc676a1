import type { ReactNode } from 'react';
import type { InventoryScope } from '../../../../src/domain/model/inventory.ts';
import { EmptyState } from '../empty-state.tsx';
import { RegisterFirst } from '../register-first.tsx';

interface Props {
  readonly what: 'source server' | 'recovery instance';
  readonly scopes: readonly InventoryScope[];
  /** What to do where AWS has none. */
  readonly children: ReactNode;
}

/** Why a list of what AWS has is empty: nobody may be asked, somebody did not answer, or there is none. */
export function NothingSeen({ what, scopes, children }: Props) {
  if (scopes.length === 0) {
    return (
      <EmptyState title="No account is registered">
        <RegisterFirst />
      </EmptyState>
    );
  }
  if (scopes.some(({ result }) => result === 'FAILED')) {
    return (
      <EmptyState title={`No ${what} is shown: AWS did not answer everywhere`}>
        Mend what AWS says above, then refresh. {children}
      </EmptyState>
    );
  }
  return <EmptyState title={`DRS shows no ${what}`}>{children}</EmptyState>;
}
