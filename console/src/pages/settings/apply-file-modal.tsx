import FileInput from '@cloudscape-design/components/file-input';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ActionModal } from '../../components/action-modal.tsx';
import { countOf } from '../../components/count.ts';
import { ProblemAlert } from '../../components/failure-alert.tsx';
import { api } from '../../data/client.ts';
import { type Compared, compareFile } from '../../data/plan-file.ts';
import { flash } from '../../shell/flashes.ts';
import { FileChanges, isChange } from './file-changes.tsx';
import { FileErrors } from './file-errors.tsx';

interface Chosen {
  readonly file: File;
  /** Absent while it is compared. */
  readonly compared?: Compared;
}

/** A plan file is chosen, compared with what is saved, and then applied as a whole. */
export function ApplyFileModal({ onClose }: { readonly onClose: () => void }) {
  const client = useQueryClient();
  const [chosen, setChosen] = useState<Chosen>();
  const choose = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    setChosen({ file });
    const compared = await compareFile(await file.text());
    // Somebody may have chosen another one meanwhile.
    setChosen((now) => (now?.file === file ? { file, compared } : now));
  };
  const compared = chosen?.compared;
  return (
    <ActionModal
      size="large"
      title="Apply a plan file"
      verb="Apply it"
      notYet={whyNotYet(chosen)}
      run={() => api.apply(compared?.kind === 'compared' ? compared.documents : [])}
      onDone={({ results }) => {
        flash(
          'success',
          `${countOf(results.filter(isChange).length, 'document')} of ${chosen?.file.name} were applied`,
        );
        client.invalidateQueries().catch(() => undefined);
        onClose();
      }}
      onDismiss={onClose}
    >
      <FileInput
        ariaLabel="Plan file"
        accept=".yaml,.yml,.json"
        value={chosen === undefined ? [] : [chosen.file]}
        onChange={({ detail }) => void choose(detail.value[0])}
      >
        {chosen?.file.name ?? 'Choose a file'}
      </FileInput>
      {compared?.kind === 'compared' && <FileChanges results={compared.results} />}
      {compared?.kind === 'wrong' && <FileErrors errors={compared.errors} />}
      {compared?.kind === 'failed' && <ProblemAlert what="The comparison" failure={compared.failure} />}
    </ActionModal>
  );
}

function whyNotYet(chosen: Chosen | undefined): string | undefined {
  if (chosen === undefined) return 'Choose a file first';
  const { compared } = chosen;
  if (compared === undefined) return 'It is being compared with what is saved';
  if (compared.kind !== 'compared') return 'The file cannot be applied as it is';
  return compared.results.some(isChange) ? undefined : 'All of it is saved already';
}
