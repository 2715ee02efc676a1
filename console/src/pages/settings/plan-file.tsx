import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useBesideThePage } from '../../components/beside-the-page.tsx';
import { FailedRequest } from '../../data/client.ts';
import { writeEverything } from '../../data/plan-file.ts';
import { saveFile } from '../../data/save-file.ts';
import { flash, flashFailure } from '../../shell/flashes.ts';
import { ApplyFileModal } from './apply-file-modal.tsx';

const fileName = 'breakwater-plans.yaml';

/** Accounts, groups and plans as a file: to keep it in a repository, and to apply what was changed there. */
export function PlanFile() {
  const { pruning } = useBesideThePage();
  const [isReading, setReading] = useState(false);
  const [isApplying, setApplying] = useState(false);
  const save = async (): Promise<void> => {
    setReading(true);
    try {
      saveFile(fileName, 'application/yaml', await writeEverything());
      flash('success', `Settings, accounts, groups and plans were saved as ${fileName}`);
    } catch (error) {
      if (!(error instanceof FailedRequest)) throw error;
      flashFailure('The plan file', error.failure);
    } finally {
      setReading(false);
    }
  };
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Settings, accounts, groups and plans as YAML, for a repository, or for the day when this server is what failed"
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button loading={isReading} onClick={() => void save()}>
                Save as a plan file
              </Button>
              <Button onClick={() => setApplying(true)}>Apply a plan file …</Button>
            </SpaceBetween>
          }
        >
          Plans as code
        </Header>
      }
    >
      What is applied is compared first, field by field, and saved as a whole or not at all. {pruning}
      {isApplying && <ApplyFileModal onClose={() => setApplying(false)} />}
    </Container>
  );
}
