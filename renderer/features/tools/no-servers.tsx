import { Plus } from 'lucide-react';
import { Button } from '#renderer/ui/button.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';

/** What is shown before the first server. */
export function NoServers({ onAdd }: { readonly onAdd: () => void }) {
  return (
    <EmptyState
      title="No MCP servers yet"
      actions={
        <Button variant="primary" icon={Plus} onClick={onAdd}>
          Add server
        </Button>
      }
    >
      A server gives plans further tools. Nothing of it starts before you have seen and approved its command.
    </EmptyState>
  );
}
