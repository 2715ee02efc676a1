/** Keeps as many items as there are lines for, in their order; when some are left out, one line is for saying so. */
export function fold<T>(
  items: readonly T[],
  lines: number,
  /** Lower is kept first. */
  rank: (item: T) => number,
): { readonly shown: readonly T[]; readonly hidden: readonly T[] } {
  if (items.length <= lines) return { shown: items, hidden: [] };
  const keep = new Set(items.toSorted((a, b) => rank(a) - rank(b)).slice(0, Math.max(0, lines - 1)));
  return { shown: items.filter((item) => keep.has(item)), hidden: items.filter((item) => !keep.has(item)) };
}

/** `SNAPSHOT 3, LAUNCH 7`, in the order of first appearance. */
export function countsText(labels: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].map(([label, count]) => `${label} ${count}`).join(', ');
}
