import { useState } from 'react';
import type { AuditQuery } from '../../../../src/api/client.ts';
import { ReasonButton } from '../../components/reason-button.tsx';
import { readAuditLog } from '../../data/audit-log.ts';
import { FailedRequest } from '../../data/client.ts';
import { saveFile } from '../../data/save-file.ts';
import { flash, flashFailure } from '../../shell/flashes.ts';

/** Saves every entry that the filter lets through, and not only those that are shown. */
export function ExportButton({ filter, reason }: { readonly filter: AuditQuery; readonly reason: string | undefined }) {
  const [isReading, setReading] = useState(false);
  const save = async (): Promise<void> => {
    setReading(true);
    try {
      const entries = await readAuditLog(filter);
      saveFile('breakwater-audit-log.json', 'application/json', `${JSON.stringify(entries, null, 2)}\n`);
      flash('success', `${entries.length} entries of the audit log were saved as breakwater-audit-log.json`);
    } catch (error) {
      if (!(error instanceof FailedRequest)) throw error;
      flashFailure('The export', error.failure);
    } finally {
      setReading(false);
    }
  };
  return (
    <ReasonButton reason={reason} loading={isReading} onClick={() => void save()}>
      Export as JSON
    </ReasonButton>
  );
}
