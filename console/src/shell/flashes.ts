import type { FlashbarProps } from '@cloudscape-design/components/flashbar';
import type { Failure } from '../../../src/api/exchange.ts';
import { createStore } from '../data/store.ts';

/** Messages on top of every page, newest first, until somebody dismisses them; what went well leaves by itself. */
export const flashes = createStore<readonly FlashbarProps.MessageDefinition[]>([]);

const readSeconds = 8;

let count = 0;

export function flash(type: 'success' | 'info' | 'warning' | 'error', header: string, content?: string): void {
  count += 1;
  const id = `flash-${count}`;
  const dismiss = (): void => flashes.set(flashes.get().filter((message) => message.id !== id));
  const message = { id, type, header, dismissible: true, onDismiss: dismiss, dismissLabel: `Dismiss: ${header}` };
  flashes.set([content === undefined ? message : { ...message, content }, ...flashes.get()].slice(0, 5));
  if (type === 'success' || type === 'info') setTimeout(dismiss, readSeconds * 1000);
}

/** What the API answered to an action, in its own words. `what` failed: "Resume". */
export function flashFailure(what: string, failure: Failure): void {
  if (failure.kind === 'problem') {
    const { detail, remedy } = failure.problem;
    flash('error', `${what}: ${detail}`, remedy);
  } else {
    flash('error', `${what}: no answer that could be read`, failure.message);
  }
}
