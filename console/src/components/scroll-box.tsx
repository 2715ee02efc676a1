import './scroll-box.css';
import type { ReactNode } from 'react';

interface Props {
  /** What a screen reader calls it. */
  readonly label: string;
  readonly children: ReactNode;
}

/** A list that may be long: it is scrolled by itself, and what stands below it stays in sight. */
export function ScrollBox({ label, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys, too
    <section className="scroll-box" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
