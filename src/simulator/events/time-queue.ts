/** Things that fall due; of those due together, the first added comes first. Times in epoch milliseconds. */
export class TimeQueue<T> {
  #entries: { at: number; item: T }[] = [];

  add(at: number, item: T): void {
    const earlier = this.#entries.findLastIndex((entry) => entry.at <= at);
    this.#entries.splice(earlier + 1, 0, { at, item });
  }

  nextAt(): number | undefined {
    return this.#entries[0]?.at;
  }

  /** Takes out what is due until a time. */
  takeUntil(until: number): { at: number; item: T }[] {
    const later = this.#entries.findIndex((entry) => entry.at > until);
    return this.#entries.splice(0, later === -1 ? this.#entries.length : later);
  }
}
