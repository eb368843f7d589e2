import { Play } from 'lucide-react';
import { useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { useAct } from '#renderer/parts/use-act.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Chip } from '#renderer/ui/chip.tsx';
import { useCommands } from '#renderer/ui/commands/use-commands.ts';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { PageHeader } from '#renderer/ui/frame/page-header.tsx';
import { useToast } from '#renderer/ui/toast.tsx';
import type { PlanDocument } from '#shared/api/plans.ts';
import type { DraftKeeper, DraftState } from './model/draft-keeper.ts';
import styles from './plan-editor.module.css';

interface EditorHeaderProps {
  readonly document: PlanDocument;
  readonly title: string;
  readonly draft: DraftState;
  readonly keeper: DraftKeeper;
  /** The text of the newest revision; `null` when there is none, `undefined` while it is read. */
  readonly headText: string | null | undefined;
  readonly errorCount: number;
  /** The text was read as it stands. */
  readonly isChecked: boolean;
  readonly onRun: () => void;
}

const CRUMBS = [{ label: 'Plans', href: '/plans' }];

/** Where one is, and what becomes of the draft: save, discard, publish, run. */
export function EditorHeader(props: EditorHeaderProps) {
  const { document, title, draft, keeper, headText, errorCount, isChecked, onRun } = props;
  const [isDiscarding, setDiscarding] = useState(false);
  const act = useAct();
  const { show } = useToast();
  const isDraft = headText === null || (headText !== undefined && headText !== draft.text);
  const next = (document.head ?? 0) + 1;
  const canPublish = isDraft && errorCount === 0 && isChecked && draft.status !== 'ask' && document.archivedAt === null;

  const save = async (): Promise<void> => {
    if (!(await keeper.save()) && keeper.state().status === 'refused') {
      show({
        status: 'failed',
        title: 'The draft was not saved',
        text: `${keeper.state().problem ?? ''}. It stands in the editor.`,
      });
    }
  };
  const publish = async (): Promise<void> => {
    if (!canPublish || !(await keeper.save())) return;
    await act('The plan was not published', async () => {
      const revision = await client.plans.publish({ documentId: document.id, basedOn: keeper.basedOn() });
      show({ title: `v${revision.number} is published`, text: `${title}, version ${revision.version}` });
    });
  };
  const discard = async (): Promise<void> => {
    setDiscarding(false);
    await act('The draft was not discarded', async () => {
      if (keeper.state().status !== 'saved') await keeper.save();
      await client.plans.discardDraft({ documentId: document.id });
      const { text, textDigest } = await client.plans.get({ documentId: document.id });
      keeper.reset(text, textDigest);
      show({ title: 'The draft is discarded', text: 'Undo in the editor brings its text back.' });
    });
  };
  useCommands([
    { id: 'plan.save', title: 'Save draft', keys: 'Mod+S', group: 'Plan', run: () => void save() },
    { id: 'plan.publish', title: `Publish v${next}`, group: 'Plan', enabled: canPublish, run: () => void publish() },
    {
      id: 'plan.discard',
      title: 'Discard draft',
      group: 'Plan',
      enabled: isDraft && document.head !== null,
      run: () => setDiscarding(true),
    },
  ]);
  return (
    <>
      <PageHeader
        title={title}
        crumbs={CRUMBS}
        actions={
          <>
            {document.head !== null && isDraft && (
              <Button variant="ghost" className={styles.spare} onClick={() => setDiscarding(true)}>
                Discard
              </Button>
            )}
            <Button icon={Play} onClick={onRun}>
              Run
            </Button>
            <Button keys="Mod+S" busy={draft.status === 'saving'} onClick={() => void save()}>
              Save draft
            </Button>
            <Button
              variant="primary"
              unavailable={!canPublish}
              title={publishTitle(errorCount, isDraft, isChecked)}
              onClick={() => void publish()}
            >
              Publish v{next}
            </Button>
          </>
        }
      >
        <Chip>{isDraft ? `v${next} draft` : `v${document.head ?? 1}`}</Chip>
        {document.archivedAt !== null && <Chip>archived</Chip>}
      </PageHeader>
      {isDiscarding && (
        <Dialog
          open
          size="sm"
          onClose={() => setDiscarding(false)}
          title="Discard the draft"
          footer={
            <>
              <Button variant="ghost" onClick={() => setDiscarding(false)}>
                Keep draft
              </Button>
              <Button variant="danger" onClick={() => void discard()}>
                Discard draft
              </Button>
            </>
          }
        >
          The text goes back to v{document.head}. Published revisions and runs stay as they are.
        </Dialog>
      )}
    </>
  );
}

function publishTitle(errors: number, isDraft: boolean, isChecked: boolean): string {
  if (errors > 0) return `Fix ${errors} ${errors === 1 ? 'error' : 'errors'} first`;
  if (!isDraft) return 'Nothing differs from the newest revision';
  return isChecked ? 'Makes the draft a revision' : 'The text is being read';
}
