import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { AddServerDialog } from './dialogs/add-server-dialog.tsx';

/** What is shown before the first server. */
export function NoServers() {
  const [isAdding, setAdding] = useState(false);
  return (
    <>
      <EmptyState
        title="No MCP servers yet"
        actions={
          <Button variant="primary" icon={Plus} onClick={() => setAdding(true)}>
            Add server
          </Button>
        }
      >
        A server gives plans further tools. Nothing of it starts before you have seen and approved its command.
      </EmptyState>
      {isAdding && <AddServerDialog onClose={() => setAdding(false)} />}
    </>
  );
}
