import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { EstateError, parseEstate } from '../estate/parse-estate.ts';
import type { Estate } from '../estate/schema.ts';
import { reasonOf, ServeError } from './serve-error.ts';

/** Reads an estate from a YAML or JSON file. Throws `ServeError` naming the file and the field. */
export function readEstateFile(file: string): Estate {
  let content: unknown;
  try {
    content = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ServeError(`The estate file ${file} cannot be read: ${reasonOf(error)}`);
  }
  try {
    return parseEstate(content);
  } catch (error) {
    if (!(error instanceof EstateError)) throw error;
    throw new ServeError(`The estate file ${file} cannot be used: ${error.message}`);
  }
}
