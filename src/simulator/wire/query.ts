/**
 * Members of an AWS query request: `Filter.1.Name`, `InstanceId.1` and so on, from the form body or the URL.
 * Lists are numbered from 1; a gap ends nothing, as in AWS.
 */
export class QueryInput {
  readonly #members = new Map<string, string>();
  readonly #read = new Set<string>();

  /** Of several members with one name the first counts. */
  constructor(members: URLSearchParams) {
    for (const [name, value] of members) if (!this.#members.has(name)) this.#members.set(name, value);
  }

  text(name: string): string | undefined {
    this.#read.add(name);
    return this.#members.get(name);
  }

  /** Values of `Name.1`, `Name.2` …, in order of their numbers. */
  list(name: string): string[] {
    return this.#numbers(name, /^([0-9]+)$/).flatMap((index) => this.text(`${name}.${index}`) ?? []);
  }

  /** Numbers n for which some `Name.n.…` exists. */
  indexes(name: string): number[] {
    return this.#numbers(name, /^([0-9]+)\./);
  }

  /** First parts of all members: `Filter`, `InstanceId`. */
  names(): Set<string> {
    return new Set([...this.#members.keys()].map((key) => key.split('.')[0] ?? key));
  }

  /** A member below a name that nobody has read. */
  firstUnread(name: string): string | undefined {
    return [...this.#members.keys()].find((key) => key.startsWith(`${name}.`) && !this.#read.has(key));
  }

  #numbers(name: string, pattern: RegExp): number[] {
    const found = new Set<number>();
    for (const key of this.#members.keys()) {
      const index = key.startsWith(`${name}.`) ? pattern.exec(key.slice(name.length + 1))?.[1] : undefined;
      if (index !== undefined) found.add(Number(index));
    }
    return [...found].sort((a, b) => a - b);
  }
}
