/**
 * Whether a server carries all the tags that are asked for. Keys and values are compared exactly: upper and lower case
 * are different, and nothing is trimmed; a server may carry any others besides. One rule for groups, previews and searches.
 */
export const hasAllTags = (tags: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean =>
  Object.entries(wanted).every(([key, value]) => Object.hasOwn(tags, key) && tags[key] === value);
