import { useEffect, useState } from 'react';
import type { Failure, Result } from '../../../../src/api/exchange.ts';
import { bringInvalidInView } from '../in-view.tsx';

interface Options<Saved> {
  readonly run: () => Promise<Result<Saved>>;
  /** What is saved now; undefined for what is new. */
  readonly readCurrent: () => Promise<Result<Saved> | undefined>;
  readonly onSaved: (saved: Saved) => void;
}

export interface Save<Saved> {
  readonly isSaving: boolean;
  /** A save was asked for: from now on every error is shown. */
  readonly isAttempted: boolean;
  readonly failure: Failure | undefined;
  /** What somebody else saved meanwhile. */
  readonly current: Saved | undefined;
  /** Sends the draft, if it can be sent at all. */
  readonly start: (draft: unknown, canBeSent: boolean) => void;
  /** What refused this very draft: what was typed since is judged anew. */
  readonly refusedFor: (draft: unknown) => Failure | undefined;
  readonly forget: () => void;
}

/** Saves under the version that was seen. What is refused is kept, beside what was typed. */
export function useSave<Saved>({ run, readCurrent, onSaved }: Options<Saved>): Save<Saved> {
  const [isSaving, setSaving] = useState(false);
  const [attempts, setAttempts] = useState(0);
  // After the errors stand beside their fields; a save that can be sent finds none.
  useEffect(() => {
    if (attempts > 0) bringInvalidInView();
  }, [attempts]);
  const [refused, setRefused] = useState<{ readonly failure: Failure; readonly draft: unknown }>();
  const [current, setCurrent] = useState<Saved>();
  const forget = (): void => {
    setRefused(undefined);
    setCurrent(undefined);
  };
  const send = async (draft: unknown): Promise<void> => {
    setSaving(true);
    forget();
    const result = await run();
    if (result.ok) {
      setSaving(false);
      return onSaved(result.value);
    }
    const theirs = isVersionConflict(result.failure) ? await readCurrent() : undefined;
    setRefused({ failure: result.failure, draft });
    if (theirs?.ok === true) setCurrent(theirs.value);
    setSaving(false);
  };
  return {
    isSaving,
    isAttempted: attempts > 0,
    failure: refused?.failure,
    current,
    start: (draft, canBeSent) => {
      setAttempts((before) => before + 1);
      if (canBeSent) send(draft).catch(() => setSaving(false));
    },
    refusedFor: (draft) => (refused?.draft === draft ? refused?.failure : undefined),
    forget,
  };
}

const isVersionConflict = (failure: Failure): boolean =>
  failure.kind === 'problem' && failure.problem.code === 'VERSION_CONFLICT';
