/** Ids of what an API has answered, by the names that its addresses have for them. */
interface Address {
  readonly path: string;
  readonly ids: readonly string[];
  /** It names something, and all that it names is there. */
  readonly areKnown: boolean;
}

const names: readonly string[] = ['accountId', 'groupId', 'planId', 'executionId', 'tokenId'];

export const createKnownIds = () => {
  const known = new Map<string, readonly string[]>(names.map((name) => [name, []]));

  const learn = (body: unknown): void => {
    if (typeof body !== 'object' || body === null) return;
    for (const [name, value] of Object.entries(body)) {
      const ids = known.get(name);
      if (ids === undefined || typeof value !== 'string') learn(value);
      else if (!ids.includes(value)) known.set(name, [...ids, value]);
    }
  };

  const pick = (name: string, number = 0): string | undefined => {
    const there = known.get(name) ?? [];
    return there[number % there.length];
  };

  /** The same value with ids of what is there, wherever it names something. */
  const naming = (value: unknown, number: number): unknown => {
    if (Array.isArray(value)) return value.map((each) => naming(each, number));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => {
        const id = typeof member === 'string' ? pick(name, number) : undefined;
        return [name, id ?? naming(member, number)];
      }),
    );
  };

  return {
    naming,
    /** Takes in every id of an answer. */
    learn,
    /** They are gone. */
    forget: (gone: readonly string[]): void => {
      for (const [name, ids] of known) {
        known.set(
          name,
          ids.filter((id) => !gone.includes(id)),
        );
      }
    },
    /** With ids of what is there in the place of `{planId}` and others; or with those texts. */
    fill: (path: string, picks: readonly number[], texts?: readonly string[]): Address => {
      const ids: string[] = [];
      let areKnown = true;
      const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
        const index = ids.length;
        const id = texts === undefined ? pick(name, picks[index % picks.length]) : undefined;
        if (id === undefined) areKnown = false;
        const text = id ?? ((texts?.[index % texts.length] ?? 'x').toWellFormed().slice(0, 2000) || 'x');
        ids.push(text);
        return encodeURIComponent(text);
      });
      return { path: filled, ids, areKnown: areKnown && ids.length > 0 };
    },
  };
};
