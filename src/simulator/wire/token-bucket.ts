/** Request throttling as AWS does it: a bucket of `burst` tokens, filled with `perSecond`. Times in epoch ms. */
export class TokenBuckets {
  readonly #limits: { burst: number; perSecond: number };
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(limits: { burst: number; perSecond: number }) {
    this.#limits = limits;
  }

  /** Takes a token; 0 when there was one, else the seconds until the next one. */
  take(key: string, now: number): number {
    const { burst, perSecond } = this.#limits;
    const bucket = this.#buckets.get(key) ?? { tokens: burst, at: now };
    const tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    const granted = tokens >= 1;
    this.#buckets.set(key, { tokens: granted ? tokens - 1 : tokens, at: now });
    return granted ? 0 : Math.ceil((1 - tokens) / perSecond);
  }
}
