import type { ApiApp } from './routes/conventions.ts';

export interface SiteFile {
  readonly content: string | Uint8Array<ArrayBuffer>;
  readonly contentType: string;
  readonly status?: 200 | 503;
}

/** The files of the console, by path; for a path that is none of them, its page. */
export type Site = (path: string) => SiteFile | undefined;

/** Under `assets`, names carry a hash of the content: what has been loaded once never changes. */
const isImmutable = (path: string): boolean => path.startsWith('/assets/');

export const isApiPath = (path: string): boolean => path === '/api' || path.startsWith('/api/') || path === '/metrics';

/** What a page of ours may load: our own files, and nothing from elsewhere. Cloudscape carries its icons as data. */
export const contentSecurityPolicy = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  formAction: ["'none'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};

/**
 * Serves the console; everybody may load it: it is the same for all, and shows nothing without a sign-in. A middleware
 * and no route, so that an unknown address of the API stays one.
 */
export function registerSite(app: ApiApp, site: Site): void {
  app.use(async (c, next) => {
    const { path, method } = c.req;
    const file = isApiPath(path) || (method !== 'GET' && method !== 'HEAD') ? undefined : site(path);
    if (file === undefined) return next();
    c.header('content-type', file.contentType);
    c.header('cache-control', isImmutable(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
    return c.body(file.content, file.status ?? 200);
  });
}
