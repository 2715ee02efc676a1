import { z } from 'zod';

/** Carries one request to AWS, or to what stands in for it. A rejection is a broken connection. */
export type Fetch = (request: Request) => Promise<Response>;

/** The parts of Smithy's HttpRequest and HttpResponse that both generations of the SDK share. */
interface SdkRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}
interface SdkResponse {
  readonly statusCode: number;
  readonly reason: string;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}
export interface FetchRequestHandler {
  readonly metadata: { readonly handlerProtocol: string };
  handle(
    request: SdkRequest,
    /** An `AbortSignal`; Smithy's own type of it knows less. */
    options?: { readonly abortSignal?: unknown },
  ): Promise<{ readonly response: SdkResponse }>;
  destroy(): void;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): object;
}

/**
 * An SDK `requestHandler` that sends by `fetch`: the simulator runs in-process below the real SDK, also in a browser.
 * The body is read here, so that a reply that breaks off is a broken connection as well. An abort ends the wait also
 * when `fetch` pays no attention to the signal.
 */
export function createFetchRequestHandler(fetch: Fetch): FetchRequestHandler {
  return {
    metadata: { handlerProtocol: 'fetch' },
    async handle(request, { abortSignal } = {}) {
      const signal = abortSignal instanceof AbortSignal ? abortSignal : undefined;
      signal?.throwIfAborted();
      const reply = exchange(fetch, toRequest(request, signal));
      return { response: await (signal === undefined ? reply : Promise.race([reply, rejectOnAbort(signal)])) };
    },
    destroy() {},
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
}

async function exchange(fetch: Fetch, request: Request): Promise<SdkResponse> {
  try {
    const response = await fetch(request);
    return {
      statusCode: response.status,
      reason: response.statusText,
      headers: Object.fromEntries(response.headers),
      body: new Uint8Array(await response.arrayBuffer()),
    };
  } catch (error) {
    throw brokenConnection(error);
  }
}

/** `fetch` says no more than "fetch failed"; Node gives the reason as its cause. */
function brokenConnection(error: unknown): Error {
  const { message, code, cause } = failedFetchSchema.parse(error);
  const words = [message, cause?.message].filter((text) => text !== undefined && text !== '').join(': ');
  return Object.assign(new Error(words || 'the connection broke'), {
    name: 'NetworkError',
    code: code ?? cause?.code ?? 'NetworkError',
  });
}

const text = z.string().optional().catch(undefined);
const failedFetchSchema = z
  .object({ message: text, code: text, cause: z.object({ message: text, code: text }).optional().catch(undefined) })
  .catch({});

function toRequest(request: SdkRequest, signal: AbortSignal | undefined): Request {
  const url = new URL(`${request.protocol}//${request.hostname}`);
  if (request.port !== undefined) url.port = String(request.port);
  url.pathname = request.path;
  for (const [name, value] of Object.entries(request.query ?? {})) {
    for (const each of Array.isArray(value) ? value : [value ?? '']) url.searchParams.append(name, each);
  }
  return new Request(url, {
    method: request.method,
    headers: request.headers,
    ...bodyOf(request),
    ...(signal === undefined ? {} : { signal }),
  });
}

function bodyOf({ method, body }: SdkRequest): { body?: string | Uint8Array<ArrayBuffer> } {
  if (body === undefined || method === 'GET' || method === 'HEAD') return {};
  if (typeof body === 'string') return { body };
  if (body instanceof Uint8Array) return { body: new Uint8Array(body) };
  throw new TypeError('the fetch request handler sends text and bytes only');
}

const rejectOnAbort = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
