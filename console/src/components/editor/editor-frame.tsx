import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import type { FieldChange } from '../../../../src/domain/model/plan-file.ts';
import { Conflict } from './conflict.tsx';
import { EditorButtons } from './editor-buttons.tsx';
import { LeaveGuard } from './leave-guard.tsx';
import { SaveProblem } from './save-problem.tsx';
import type { EditedDocument } from './use-edited-document.ts';

interface Versioned {
  readonly version: number;
  readonly updatedBy?: string | undefined;
}

interface Props<Saved extends Versioned, Draft> {
  readonly edited: EditedDocument<Saved, Draft>;
  readonly title: string;
  readonly description?: string;
  /** "The group db". */
  readonly what: string;
  readonly cancelHref: string;
  /** On the button that saves. */
  readonly verb: string;
  /** The permission that is missing; undefined when none is. */
  readonly mayNot: string | undefined;
  /** Fields to be mended first. */
  readonly errorCount: number;
  /** Whether it can be sent with errors: the API judges them. */
  readonly canBeSent?: boolean;
  readonly changesOf: (before: Saved, after: Saved) => readonly FieldChange[];
  /** As a save over theirs would leave it; undefined while that cannot be told. */
  readonly savedOver: (theirs: Saved) => Saved | undefined;
  readonly children: ReactNode;
}

/** What stands around the fields of every editor: its head, its buttons, what a save was refused for, and a conflict. */
export function EditorFrame<Saved extends Versioned, Draft>(props: Props<Saved, Draft>) {
  const { edited, title, description, what, cancelHref, verb, mayNot, errorCount, changesOf, savedOver } = props;
  const { base, draft, isChanged, save } = edited;
  const theirs = save.current;
  const mine = theirs === undefined ? undefined : savedOver(theirs);
  return (
    <>
      <LeaveGuard isChanged={isChanged} />
      <Form
        header={
          <Header variant="h1" description={description}>
            {title}
          </Header>
        }
        actions={
          <EditorButtons
            cancelHref={cancelHref}
            verb={verb}
            isSaving={save.isSaving}
            reason={mayNot ?? (!isChanged && base !== undefined ? 'Nothing is changed' : undefined)}
            errorCount={errorCount}
            isBlank={base === undefined && !isChanged && !save.isAttempted}
            onSave={() => save.start(draft, props.canBeSent ?? errorCount === 0)}
          />
        }
      >
        <SpaceBetween size="l">
          <SaveProblem what="The save" save={save} />
          {theirs !== undefined && base !== undefined && (
            <Conflict
              what={what}
              seenVersion={base.version}
              current={theirs}
              theirChanges={changesOf(base, theirs)}
              differences={mine === undefined ? [] : changesOf(theirs, mine)}
              onKeepMine={() => edited.keepMine(theirs)}
              onTakeTheirs={() => edited.takeTheirs(theirs)}
            />
          )}
          {props.children}
        </SpaceBetween>
      </Form>
    </>
  );
}
