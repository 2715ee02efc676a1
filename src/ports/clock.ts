import type { Instant } from '../domain/model/identifiers.ts';

/** The only source of time. */
export interface Clock {
  now(): Instant;
  /** Calls back once, not before `seconds` have passed. Returns what cancels it. */
  after(seconds: number, callback: () => void): () => void;
}
