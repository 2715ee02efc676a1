import { useEffect, useState } from 'react';

const settleMilliseconds = 400;

/** A value that is being typed, once it has stood still for a moment: not every letter asks AWS. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), settleMilliseconds);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
