import { clean } from './clean.ts';

export type Style = 'plain' | 'bold' | 'dim' | 'good' | 'bad' | 'attention' | 'drill' | 'recovery';

export interface Segment {
  readonly text: string;
  readonly style: Style;
}
/** One line of the screen. Its text holds no control characters: `say` has taken them out. */
export type Line = readonly Segment[];

export const say = (text: string, style: Style = 'plain'): Line => [{ text: clean(text), style }];
export const join = (...lines: readonly Line[]): Line => lines.flat();
export const blank: Line = [];

const graphemes = new Intl.Segmenter();
/** What a reader takes for one character each. */
export const charactersOf = (text: string): readonly string[] =>
  Array.from(graphemes.segment(text), ({ segment }) => segment);

export const lengthOf = (line: Line): number =>
  line.reduce((sum, segment) => sum + charactersOf(segment.text).length, 0);
export const plainText = (line: Line): string => line.map((segment) => segment.text).join('');

/** Left and right, with the space between them that fills the line. Where there is not room for both, the left is cut. */
export function spread(left: Line, right: Line, columns: number): Line {
  const room = Math.max(0, columns - lengthOf(right) - 2);
  const shown = right.length === 0 ? left : fitLine(left, room);
  return join(shown, say(' '.repeat(Math.max(2, columns - lengthOf(shown) - lengthOf(right)))), right);
}

/** At most so many characters; what is cut off is shown as cut off. */
export function fitLine(line: Line, columns: number): Line {
  if (lengthOf(line) <= columns) return line;
  if (columns <= 0) return [];
  const kept: Segment[] = [];
  let left = columns - 1;
  for (const segment of line) {
    const characters = charactersOf(segment.text).slice(0, left);
    left -= characters.length;
    kept.push({ text: characters.join(''), style: segment.style });
    if (left === 0) break;
  }
  return [...kept, { text: '…', style: 'dim' }];
}

/** SGR codes of ECMA-48. Without colours a drill and a recovery still differ by their words. */
const codes: Readonly<Record<Style, string>> = {
  plain: '',
  bold: '1',
  dim: '2',
  good: '32',
  bad: '1;31',
  attention: '1;33',
  drill: '1;30;46',
  recovery: '1;37;41',
};

export const toText = (line: Line, colours: boolean): string =>
  line
    .map(({ text, style }) => (colours && codes[style] !== '' ? `\u001B[${codes[style]}m${text}\u001B[0m` : text))
    .join('');
