import { Breakable } from './breakable.tsx';
import { Indicator } from './indicator.tsx';

/** Why something is not shown, in the words of AWS or of the API: they hold ARNs, which are broken where there is little room. */
export function FailedWords({ message }: { readonly message: string }) {
  return (
    <Indicator type="error">
      <Breakable text={message} />
    </Indicator>
  );
}
