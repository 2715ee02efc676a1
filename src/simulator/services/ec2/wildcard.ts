/**
 * Whether the value is as the pattern says: `*` any text, `?` any one character. In as many steps as both are long,
 * multiplied: as a regular expression, some tens of `*` would be tried for ever.
 */
export function fitsWildcard(value: string, pattern: string): boolean {
  let position = 0;
  let wanted = 0;
  // The last `*`, and up to where it reaches so far.
  let star: { readonly wanted: number; readonly end: number } | undefined;
  while (position < value.length) {
    if (pattern[wanted] === '*') {
      star = { wanted: wanted + 1, end: position };
      wanted += 1;
    } else if (pattern[wanted] === '?' || pattern[wanted] === value[position]) {
      position += 1;
      wanted += 1;
    } else if (star !== undefined) {
      star = { wanted: star.wanted, end: star.end + 1 };
      position = star.end;
      wanted = star.wanted;
    } else {
      return false;
    }
  }
  while (pattern[wanted] === '*') wanted += 1;
  return wanted === pattern.length;
}
