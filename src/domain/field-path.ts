/** Where in a document something is wrong, for people. */

/** `waves[1].protectionGroups[0]`; a name that would be lost or misread among the others is quoted: `selection.tags[""]`. */
export const pathText = (path: readonly (string | number)[]): string =>
  path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      if (!/^[^\s."[\]]+$/.test(part)) return `[${JSON.stringify(part)}]`;
      return index === 0 ? part : `.${part}`;
    })
    .join('');
