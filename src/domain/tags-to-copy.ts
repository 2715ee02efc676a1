/** What must be written to a source server so that it has the tags of its EC2 instance: nothing when it has them. */
export const tagsToCopy = (
  ofInstance: Readonly<Record<string, string>>,
  ofServer: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(ofInstance).filter(
      ([key, value]) => !isOfAws(key) && !(Object.hasOwn(ofServer, key) && ofServer[key] === value),
    ),
  );

/** AWS writes these itself, and lets nobody else (EC2 guide, "Tag restrictions"). */
const isOfAws = (key: string): boolean => key.toLowerCase().startsWith('aws:');
