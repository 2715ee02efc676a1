import { FailedWords } from './failed-words.tsx';
import { Indicator } from './indicator.tsx';

/** Of a plan whose last drill is still being read, or could not be: `reason`. */
export function LastDrillUnknown({ reason }: { readonly reason: string | undefined }) {
  return reason === undefined ? (
    <Indicator type="loading">reading</Indicator>
  ) : (
    <FailedWords message={`not known: ${reason}`} />
  );
}
