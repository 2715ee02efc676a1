import { useState } from 'react';
import type { Failure } from '../../../src/api/exchange.ts';

interface StartKey {
  /** The idempotency key of one start: however often the button is pressed, it is the same run. */
  readonly key: string;
  /** It may have started: what is then in the way of a start may be that very run, and is no reason against asking again. */
  readonly isUnanswered: boolean;
  readonly onFailure: (failure: Failure) => void;
}

/** Only where the API has refused the run, which is over then, the next press asks for another one. */
export function useStartKey(): StartKey {
  const [key, setKey] = useState(newKey);
  const [isUnanswered, setUnanswered] = useState(false);
  const onFailure = (failure: Failure): void => {
    if (failure.kind !== 'problem') {
      setUnanswered(true);
    } else if (failure.problem.code === 'EXECUTION_REFUSED') {
      setUnanswered(false);
      setKey(newKey());
    }
  };
  return { key, isUnanswered, onFailure };
}

/** Said where no answer came. */
export const mayHaveStarted =
  'It may have started all the same. Pressed again it is asked for as the same run: no second one starts.';

const newKey = (): string => globalThis.crypto.randomUUID();
