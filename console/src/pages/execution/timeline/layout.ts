import type { Row } from './rows.ts';

/** Pixels. */
export const rowHeights: Readonly<Record<Row['kind'], number>> = { wave: 34, job: 22, server: 20, activity: 22 };
export const axisHeight = 40;

export interface Placed {
  readonly row: Row;
  readonly top: number;
}

/** Rows under each other, and how high they are together. */
export function place(rows: readonly Row[]): { readonly placed: readonly Placed[]; readonly height: number } {
  let height = 0;
  const placed = rows.map((row) => {
    const top = height;
    height += rowHeights[row.kind];
    return { row, top };
  });
  return { placed, height };
}
