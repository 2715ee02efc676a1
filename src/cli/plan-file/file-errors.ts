import type { Problem } from '../../api/contract.ts';
import { pathText } from '../../domain/field-path.ts';
import type { FileError, PlanFile } from './parse-plan-file.ts';

/** The server's field errors, at their places in the file. `undefined` when it complains of something else. */
export const fileErrors = (problem: Problem, file: PlanFile): readonly FileError[] | undefined =>
  problem.errors?.map(({ path: [root, documentIndex, ...path], message }) => {
    if (root !== 'documents' || typeof documentIndex !== 'number') return { line: 1, column: 1, message };
    const field = pathText(path);
    return {
      ...file.positionOf(documentIndex, path),
      message: field === '' ? message : `${field}: ${message}`,
    };
  });
