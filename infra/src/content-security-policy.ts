/** What the console's pages may load in AWS: their own files and the API, and of other hosts only the sign-in. */
export const contentSecurityPolicyOf = (signInHost: string): string =>
  [
    "default-src 'self'",
    "script-src 'self'",
    `connect-src 'self' ${signInHost}`,
    "img-src 'self' data:",
    // Cloudscape sets styles of elements at run time.
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
  ].join('; ');
