/** Asks a service over the network, from where Breakwater runs. Never throws: what went wrong is told. */
export interface Prober {
  /** One GET without following redirects. The body's first 64 KiB. */
  get(url: string): Promise<HttpProbe>;
  /** Connects, and closes again. */
  connect(host: string, port: number): Promise<TcpProbe>;
  /** Why this name or address is never asked, without asking it; undefined when it may be, or has no address now. */
  whyRefused(host: string): Promise<string | undefined>;
}

export type HttpProbe =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  | { readonly kind: 'failed'; readonly reason: string }
  /** Such an address is never asked. */
  | { readonly kind: 'forbidden'; readonly reason: string };

export type TcpProbe = { readonly kind: 'connected' } | Exclude<HttpProbe, { kind: 'answered' }>;
