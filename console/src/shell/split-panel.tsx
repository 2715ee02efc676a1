import { type ReactNode, useEffect, useRef } from 'react';
import { createStore } from '../data/store.ts';

interface Panel {
  readonly content: ReactNode;
  readonly close: () => void;
}

/** The panel of the page that is shown; the frame draws it. */
export const splitPanel = createStore<Panel | undefined>(undefined);

/** Shows details of one thing beside the page, for as long as there is one. */
export function useSplitPanel<T>(subject: T | undefined, draw: (subject: T) => ReactNode, close: () => void): void {
  const newest = useRef({ draw, close });
  newest.current = { draw, close };
  const text = JSON.stringify(subject);
  const subjectNow = useRef(subject);
  subjectNow.current = subject;
  // Drawn anew when what it shows has changed, and not at every look.
  useEffect(() => {
    const shown = text === undefined ? undefined : subjectNow.current;
    splitPanel.set(
      shown === undefined ? undefined : { content: newest.current.draw(shown), close: () => newest.current.close() },
    );
  }, [text]);
  useEffect(() => () => splitPanel.set(undefined), []);
}
