import Table from 'cli-table3';
import { clean } from './clean.ts';

const noBorders = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** Columns as wide as their widest cell, two blanks apart; one line a row, the heads first. */
export function tableLines(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  alignRight: readonly string[] = [],
): readonly string[] {
  const table = new Table({
    head: [...head],
    chars: noBorders,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: head.map((name) => (alignRight.includes(name) ? 'right' : 'left')),
  });
  table.push(...rows.map((row) => row.map(clean)));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}
