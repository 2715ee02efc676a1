/** Beside the heading of a table: how many there are, and how many of them the filter leaves. */
export const countText = (shown: number, all: number): string => (shown === all ? `(${all})` : `(${shown} of ${all})`);
