import type { HttpRequest } from '../../wire/service.ts';
import { invalid } from './errors.ts';

/** What a request says: its body, and of GET and `/tags/{resourceArn}` the members that travel in the URL. */
export function readRequest(request: HttpRequest): unknown {
  const body = readBody(request.body);
  const resourceArn = tagsResource(request.path);
  if (resourceArn === undefined && request.method === 'GET') {
    return Object.fromEntries(new URLSearchParams(request.search));
  }
  if (resourceArn === undefined) return body;
  if (typeof body !== 'object') throw invalid('The request body is not an object', 'cannotParse');
  const tagKeys = new URLSearchParams(request.search).getAll('tagKeys');
  return { ...body, resourceArn, ...(tagKeys.length === 0 ? {} : { tagKeys }) };
}

/** `POST /Name`, or `GET /tags/{resourceArn}` with whatever ARN. */
export const routeOf = ({ method, path }: HttpRequest): string =>
  `${method} ${tagsResource(path) === undefined ? path : '/tags/{resourceArn}'}`;

/** SDKs escape the ARN, some people's `curl` does not. */
function tagsResource(path: string): string | undefined {
  if (!path.startsWith('/tags/')) return undefined;
  const arn = path.slice('/tags/'.length);
  try {
    return decodeURIComponent(arn);
  } catch {
    return arn;
  }
}

/** A member of null is no member, as in AWS. */
function readBody(body: string): unknown {
  if (body === '') return {};
  try {
    return JSON.parse(body, (_, value: unknown) => (value === null ? undefined : value));
  } catch {
    throw invalid('The request body is not JSON', 'cannotParse');
  }
}
