import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';

/** Cookies of one host are shared by all its ports: servers beside each other keep theirs apart by name. */
export const sessionCookieOf = (c: Context): string => `breakwater-session-${new URL(c.req.url).port || 'default'}`;

export const sessionSecretOf = (c: Context): string | undefined => getCookie(c, sessionCookieOf(c)) || undefined;

/**
 * Whether a page of this server itself sent the request. A browser adds the cookie also to what a page of another port
 * of the same host sends (for SameSite that is the same site), but it always says whose page it was.
 */
export function isFromOwnPage(request: Request): boolean {
  const origin = request.headers.get('origin');
  return origin !== null && origin === new URL(request.url).origin;
}
