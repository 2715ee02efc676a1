import type { CliContext } from '../context.ts';
import { type Line, toText } from '../render/line.ts';

/** Control sequences of ECMA-48 and DEC: every terminal since the VT100 knows them. */
const hideCursor = '\u001B[?25l';
const showCursor = '\u001B[?25h';
/** A line that turns out too wide is cut by the terminal, and does not push the others down. */
const noWrap = '\u001B[?7l';
const wrap = '\u001B[?7h';
/** Written before the text: after it, in the last column, the cursor stands on the last character and would clear it. */
const clearToLineEnd = '\u001B[K';
const clearBelow = '\u001B[J';
const up = (lines: number): string => (lines === 0 ? '' : `\u001B[${lines}A`);

/** Draws frames over each other, in place; what was on the terminal before stays above. */
export function createLiveScreen({ stdout, env }: CliContext) {
  const colours = coloursWanted(env);
  let height = 0;
  let open = false;
  return {
    draw(lines: readonly Line[]): void {
      const start = open ? '' : `${hideCursor}${noWrap}`;
      const body = lines.map((line) => `${clearToLineEnd}${toText(line, colours)}\n`).join('');
      stdout.write(`${start}\r${up(height)}${body}${clearBelow}`);
      height = lines.length;
      open = true;
    },
    /** Leaves the last frame where it is, and gives the terminal back. */
    close(): void {
      if (open) stdout.write(`${wrap}${showCursor}`);
      open = false;
    },
  };
}

/** https://no-color.org */
export const coloursWanted = (env: CliContext['env']): boolean =>
  (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
