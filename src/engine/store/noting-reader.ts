import type { ItemReader, Json, StoredItem } from '../../ports/item-store.ts';

export interface NotingReader {
  readonly reader: ItemReader;
  /** Every body that it has given so far, in the order of the readings; undefined: there was no such item. */
  readonly bodies: readonly (Json | undefined)[];
}

/** Reads as the other does, and notes what it was given. */
export const notingReader = (reader: ItemReader): NotingReader => {
  const bodies: (Json | undefined)[] = [];
  const note = (items: readonly (StoredItem | undefined)[]): void => {
    for (const item of items) bodies.push(item?.body);
  };
  return {
    bodies,
    reader: {
      get: async (key) => {
        const item = await reader.get(key);
        note([item]);
        return item;
      },
      getMany: async (keys) => {
        const items = await reader.getMany(keys);
        note(items);
        return items;
      },
      query: async (where) => {
        const page = await reader.query(where);
        note(page.items);
        return page;
      },
      queryIndex: async (where) => {
        const page = await reader.queryIndex(where);
        note(page.items);
        return page;
      },
    },
  };
};
