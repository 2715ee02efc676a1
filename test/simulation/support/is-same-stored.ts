/** Whether JSON is what a value of the model is once it is stored: members that are undefined are not. */
export const isSameStored = (stored: unknown, value: unknown): boolean => {
  if (stored === value) return true;
  if (!isObject(stored) || !isObject(value) || Array.isArray(stored) !== Array.isArray(value)) return false;
  if (Array.isArray(stored) && Array.isArray(value)) {
    return stored.length === value.length && stored.every((member, index) => isSameStored(member, value[index]));
  }
  const names = Object.keys(value).filter((name) => value[name] !== undefined);
  const storedNames = Object.keys(stored).filter((name) => stored[name] !== undefined);
  return (
    names.length === storedNames.length &&
    names.every((name) => Object.hasOwn(stored, name) && isSameStored(stored[name], value[name]))
  );
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
