import { Fragment } from 'react';
import { keepUnits } from './with-unit.ts';

const seam = '\u200b';
/** "UninitializedAccountException": a name this long may be broken before a capital. */
const longNames = /[A-Za-z]{21,}/g;

/** Words of AWS, with ARNs and names of errors among them: broken at their seams, and elsewhere only where nothing else fits. */
export function Breakable({ text }: { readonly text: string }) {
  const parts = keepUnits(text)
    .replaceAll(/\/|::/g, `$&${seam}`)
    .replaceAll(longNames, (name) => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, seam))
    .split(seam);
  return (
    <span className="broken-anywhere">
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts have no name but their place.
        <Fragment key={index}>
          {index > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </span>
  );
}
