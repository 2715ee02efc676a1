import { charactersOf } from './line.ts';

/** Rows of at most so many columns, broken at blanks; a word wider than a row is broken where the row ends. */
export function wrapText(text: string, columns: number): readonly string[] {
  const rows: string[] = [];
  let row: string | undefined;
  for (const word of text.split(' ').flatMap((each) => cut(each, columns))) {
    const longer: string = row === undefined ? word : `${row} ${word}`;
    if (row !== undefined && widthOf(longer) > columns) {
      rows.push(row);
      row = word;
    } else row = longer;
  }
  return row === undefined ? rows : [...rows, row];
}

/** Rows that a shell takes for one command when they are pasted: each but the last ends with a backslash. */
export function wrapCommand(command: string, columns: number): readonly string[] {
  const [first = '', ...words] = command.match(/(?:'[^']*'|\S)+/g) ?? [];
  const rows: string[] = [];
  let row = `  ${first}`;
  for (const [index, word] of words.entries()) {
    const longer = `${row} ${word}`;
    const isLast = index === words.length - 1;
    if (widthOf(longer) + (isLast ? 0 : 2) <= columns) row = longer;
    else {
      rows.push(`${row} \\`);
      row = `    ${word}`;
    }
  }
  return [...rows, row].flatMap((each) => cutWithin(each, columns));
}

/** A backslash at the end of a row joins what stands at the very beginning of the next one. */
function cutWithin(row: string, columns: number): readonly string[] {
  if (widthOf(row) <= columns) return [row];
  const characters = charactersOf(row);
  const room = Math.max(1, columns - 1);
  return [`${characters.slice(0, room).join('')}\\`, ...cutWithin(characters.slice(room).join(''), columns)];
}

function cut(word: string, columns: number): readonly string[] {
  const characters = charactersOf(word);
  const room = Math.max(1, columns);
  if (characters.length <= room) return [word];
  return [characters.slice(0, room).join(''), ...cut(characters.slice(room).join(''), columns)];
}

const widthOf = (text: string): number => charactersOf(text).length;
