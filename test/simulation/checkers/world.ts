/** What a world checker sees: all executions together, and what a transaction wrote. */
import type { Write } from '../../../src/ports/item-store.ts';
import type { Committed, Mirrored } from '../support/mirror.ts';

export interface Commit {
  readonly writes: readonly Write[];
  /** The task or command that wrote. */
  readonly cause: string;
  readonly committed: readonly Committed[];
  readonly executions: ReadonlyMap<string, Mirrored>;
}

/** What is wrong with what was just committed, in words. */
export type WorldChecker = (commit: Commit) => readonly string[];
