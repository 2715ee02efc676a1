/** A token names the operation, its filters, and the position of the first item of the next page. */
export type PageRequest = { maxResults?: number | undefined; nextToken?: string | undefined };

/** Thrown for a token that this operation did not issue for these filters. */
export class InvalidToken extends Error {
  override readonly name = 'InvalidToken';
}

/** What one operation may return in a page. */
export type PageLimits = { default: number; max: number };

export type PageSource<T> = {
  operation: string;
  /** A token is good only for the filters that it was issued for. */
  filters: unknown;
  limits: PageLimits;
  /** Items from a position on, in order; undefined for the first page. */
  from: (position: number | undefined) => Iterable<T>;
  /** Stays the same for an item as long as it exists. */
  position: (item: T) => number;
};

/** One page, and the token of the next one if there is more. Throws `InvalidToken`. */
export function takePage<T>(
  request: PageRequest,
  source: PageSource<T>,
): { items: T[]; nextToken: string | undefined } {
  const stamp = `${source.operation} ${JSON.stringify(source.filters ?? {})}`;
  const start = request.nextToken ? readToken(request.nextToken, stamp) : undefined;
  const limit = Math.min(request.maxResults ?? source.limits.default, source.limits.max);
  const items: T[] = [];
  for (const item of source.from(start)) {
    if (items.length === limit) return { items, nextToken: writeToken(source.position(item), stamp) };
    items.push(item);
  }
  return { items, nextToken: undefined };
}

function writeToken(position: number, stamp: string): string {
  return btoa(`1:${position}:${checksum(stamp)}`);
}

function readToken(token: string, stamp: string): number {
  let text = '';
  try {
    text = atob(token);
  } catch {
    // Not even base64: refused below like every other foreign token.
  }
  const match = /^1:([0-9]+):([0-9]+)$/.exec(text);
  if (match?.[2] !== String(checksum(stamp))) throw new InvalidToken();
  return Number(match[1]);
}

/** FNV-1a. */
function checksum(text: string): number {
  let hash = 2166136261;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619);
  return hash >>> 0;
}
