import type { ReactNode } from 'react';
import { ReasonButton } from './reason-button.tsx';

interface Props {
  readonly href: string;
  /** Why it cannot be followed; undefined when it can. */
  readonly reason?: string | undefined;
  readonly variant?: 'normal' | 'primary';
  readonly children: ReactNode;
}

/** Goes to another page. */
export function LinkButton({ href, reason, variant = 'normal', children }: Props) {
  return (
    <ReasonButton variant={variant} reason={reason} {...(reason === undefined && { href })}>
      {children}
    </ReasonButton>
  );
}
