import './in-view.css';
import { type ReactNode, useEffect, useRef } from 'react';

/** What has just come up in answer to a press elsewhere on the page: brought before the eye, and read out. */
export function InView({ children }: { readonly children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => bringInView(place.current), []);
  return (
    <div ref={place} tabIndex={-1} className="in-view">
      {children}
    </div>
  );
}

/** The first field that has to be mended. */
export const bringInvalidInView = (): void =>
  bringInView(document.querySelector<HTMLElement>('main [aria-invalid="true"]'), 'center');

function bringInView(element: HTMLElement | null, block: 'start' | 'center' = 'start'): void {
  element?.scrollIntoView({ block });
  element?.focus({ preventScroll: true });
}
