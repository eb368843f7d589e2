import { Archive, ArchiveRestore, ChevronDown, Pencil } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { client } from '#renderer/client/client.ts';
import { useAct } from '#renderer/parts/use-act.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Menu, type MenuItem } from '#renderer/ui/menu.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { useInitialFocus } from '#renderer/ui/use-initial-focus.ts';
import type { Session } from '#shared/run/session.ts';

/** What can be done with the session that shows: rename, archive, restore. */
export function SessionMenu({ session }: { readonly session: Session }) {
  const [isRenaming, setRenaming] = useState(false);
  const act = useAct();
  const [, navigate] = useLocation();
  const { id, name, archivedAt } = session;
  /** By its address it still shows when it is archived, also beside open ones. */
  const archive = (): void =>
    void act(`${name} was not archived`, async () => {
      await client.sessions.archive({ sessionId: id });
      navigate(`/sessions/${id}`);
    });
  const items: readonly MenuItem[] = [
    { id: 'rename', label: 'Rename', icon: Pencil, run: () => setRenaming(true) },
    archivedAt === null
      ? {
          id: 'archive',
          label: 'Archive session',
          icon: Archive,
          run: archive,
        }
      : {
          id: 'restore',
          label: 'Restore session',
          icon: ArchiveRestore,
          run: () => void act(`${name} was not restored`, () => client.sessions.restore({ sessionId: id })),
        },
  ];
  return (
    <>
      <Menu label="Session" items={items} align="start">
        <IconButton icon={ChevronDown} label="Session menu" />
      </Menu>
      {isRenaming && <RenameDialog session={session} onClose={() => setRenaming(false)} />}
    </>
  );
}

function RenameDialog({ session, onClose }: { readonly session: Session; readonly onClose: () => void }) {
  const [name, setName] = useState(session.name);
  const act = useAct();
  const initial = useInitialFocus<HTMLInputElement>();
  const rename = async (): Promise<void> => {
    if (name.trim() === '') return;
    const work = () => client.sessions.rename({ sessionId: session.id, name: name.trim() });
    if (await act(`${session.name} was not renamed`, work)) onClose();
  };
  return (
    <Dialog
      open
      size="sm"
      title="Rename session"
      description="Runs that have ended keep the name that they ran under."
      onClose={onClose}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Leave
          </Button>
          <Button variant="primary" onClick={() => void rename()}>
            Rename
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void rename();
        }}
      >
        <TextField label="Name" value={name} onChange={setName} maxLength={120} ref={initial} />
      </form>
    </Dialog>
  );
}
