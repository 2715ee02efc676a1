/** The part of an SDK request that matters here (`HttpRequest` of @smithy/protocol-http). */
type SdkRequest = {
  method: string;
  protocol: string;
  hostname: string;
  port?: number | undefined;
  path: string;
  query?: Record<string, string | readonly string[] | null> | undefined;
  headers: Record<string, string>;
  body?: unknown;
};
type SdkResponse = { response: { statusCode: number; headers: Record<string, string>; body: Uint8Array } };

/**
 * A `requestHandler` for AWS SDK clients that calls the simulator in-process: serialisation, signing and error mapping
 * of the SDK all run, only the socket is left out. Works in a browser too.
 */
export function sdkRequestHandler(fetch: (request: Request) => Promise<Response>): {
  handle: (request: SdkRequest) => Promise<SdkResponse>;
  destroy: () => void;
  metadata: { handlerProtocol: string };
  updateHttpClientConfig: () => void;
  httpHandlerConfigs: () => Record<string, never>;
} {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    destroy: () => undefined,
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
    async handle(request) {
      const { method, body } = request;
      const headers = new Headers(request.headers);
      // The runtime computes these itself.
      headers.delete('host');
      headers.delete('content-length');
      const init: RequestInit = { method, headers };
      if (method !== 'GET' && method !== 'HEAD') init.body = bodyText(body);
      const answer = await fetch(new Request(urlOf(request), init));
      const response = {
        statusCode: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: new Uint8Array(await answer.arrayBuffer()),
      };
      return { response };
    },
  };
}

function urlOf({ protocol, hostname, port, path, query = {} }: SdkRequest): string {
  const url = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`);
  for (const [name, value] of Object.entries(query)) {
    for (const one of typeof value === 'object' ? (value ?? ['']) : [value]) url.searchParams.append(name, one);
  }
  return url.href;
}

function bodyText(body: unknown): string {
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  return typeof body === 'string' ? body : '';
}
