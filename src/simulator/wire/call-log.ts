/** One call as it ended. `status` is 0 when the connection was lost. */
export type CallRecord = {
  at: number;
  service: string;
  operation: string;
  accountId: string;
  region: string;
  status: number;
  error?: string;
};

const kept = 10_000;

/** The newest 10,000 calls, and counts of all since the start by `service:Operation`. Not journalled. */
export class CallLog {
  #records: CallRecord[] = [];
  #counts: Record<string, number> = {};

  add(record: CallRecord): void {
    const name = `${record.service}:${record.operation}`;
    this.#counts[name] = (this.#counts[name] ?? 0) + 1;
    this.#records.push(record);
    // Cut in strides, so that a full log costs nothing at each call.
    if (this.#records.length >= 2 * kept) this.#records = this.#records.slice(-kept);
  }

  read(): { log: CallRecord[]; counts: Record<string, number> } {
    return { log: this.#records.slice(-kept), counts: { ...this.#counts } };
  }

  clear(): void {
    this.#records = [];
    this.#counts = {};
  }
}
