import { useState } from 'react';
import type { Result } from '../../../../src/api/exchange.ts';
import type { FieldError } from '../../../../src/domain/model/plan-file.ts';
import { errorsBeside, refusedFields } from '../field-errors.ts';
import { type Save, useSave } from './use-save.ts';

interface Options<Saved, Draft> {
  /** As it was read; absent: a new one. */
  readonly document: Saved | undefined;
  readonly draftOf: (document: Saved | undefined) => Draft;
  /** `base`: under whose version it is saved; undefined for what is new. */
  readonly send: (draft: Draft, base: Saved | undefined) => Promise<Result<Saved>>;
  readonly readCurrent: (base: Saved) => Promise<Result<Saved>>;
  readonly onSaved: (saved: Saved) => void;
}

export interface EditedDocument<Saved, Draft> {
  /** What was read first, or what somebody else saved meanwhile and was taken over. */
  readonly base: Saved | undefined;
  readonly initial: Draft;
  readonly draft: Draft;
  readonly setDraft: (draft: Draft) => void;
  readonly isChanged: boolean;
  readonly save: Save<Saved>;
  /** Of what somebody else saved meanwhile. */
  readonly keepMine: (theirs: Saved) => void;
  readonly takeTheirs: (theirs: Saved) => void;
}

/** What is read anew while somebody types changes nothing here: a save says that it has changed. */
export function useEditedDocument<Saved, Draft>(options: Options<Saved, Draft>): EditedDocument<Saved, Draft> {
  const { document, draftOf, send, readCurrent, onSaved } = options;
  const [base, setBase] = useState(document);
  const [initial, setInitial] = useState(() => draftOf(document));
  const [draft, setDraft] = useState(initial);
  const save = useSave<Saved>({
    run: () => send(draft, base),
    readCurrent: async () => (base === undefined ? undefined : readCurrent(base)),
    onSaved,
  });
  const keepMine = (theirs: Saved): void => {
    setBase(theirs);
    save.forget();
  };
  return {
    base,
    initial,
    draft,
    setDraft,
    isChanged: draft !== initial,
    save,
    keepMine,
    takeTheirs: (theirs) => {
      const taken = draftOf(theirs);
      setInitial(taken);
      setDraft(taken);
      keepMine(theirs);
    },
  };
}

interface DraftErrors {
  /** All of them: while there are any, nothing is sent. */
  readonly found: readonly FieldError[];
  /** Those that stand beside their fields now. */
  readonly shown: readonly FieldError[];
}

/** `nameField`: where a name that is taken is told. */
export function draftErrors<Saved, Draft>(
  { draft, initial, save }: EditedDocument<Saved, Draft>,
  validate: (draft: Draft) => readonly FieldError[],
  nameField: string,
): DraftErrors {
  const found = validate(draft);
  return {
    found,
    shown: [
      ...(save.isAttempted ? found : errorsBeside(found, validate(initial))),
      ...refusedFields(save.refusedFor(draft), nameField),
    ],
  };
}
