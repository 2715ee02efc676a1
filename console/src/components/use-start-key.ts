import { useState } from 'react';

/** The idempotency key of one start: however often the button is pressed, it is the same run. */
export function useStartKey(): readonly [string, () => void] {
  const [key, setKey] = useState(newKey);
  return [key, () => setKey(newKey())];
}

const newKey = (): string => globalThis.crypto.randomUUID();
