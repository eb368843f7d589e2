import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { useSavedViews } from '#renderer/client/hooks/history.ts';
import { keys } from '#renderer/client/keys.ts';
import { queryClient } from '#renderer/client/query.ts';
import { useAct } from '#renderer/parts/use-act.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Menu, type MenuItem } from '#renderer/ui/menu.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { type HistoryQuery, isSameFilter, writeQuery } from './history-query.ts';
import { useRemembered } from './use-history-query.ts';

interface SavedViewsProps {
  readonly query: HistoryQuery;
  readonly onChoose: (query: HistoryQuery) => void;
}

/** Filters with a name: choose, save, rename, remove, and which one this machine begins with. */
export function SavedViews({ query, onChoose }: SavedViewsProps) {
  const views = useSavedViews().data ?? [];
  const defaultSearch = useRemembered((state) => state.defaultSearch);
  const [naming, setNaming] = useState<{ readonly id: string | null; readonly name: string } | null>(null);
  const act = useAct();
  const shown = views.find(({ filter }) => isSameFilter(filter, query.filter));
  const isDefault = shown !== undefined && defaultSearch === writeQuery(shown).toString();
  const reread = () => queryClient.invalidateQueries({ queryKey: keys.savedViews() });
  const save = async (): Promise<void> => {
    if (naming === null || naming.name.trim() === '') return;
    const { filter, sort } = query;
    const { id, name } = naming;
    if (await act('The view was not saved', () => client.history.saveView({ id, name: name.trim(), filter, sort }))) {
      setNaming(null);
      await reread();
    }
  };
  const remove = async (id: string): Promise<void> => {
    if (!(await act('The view was not removed', () => client.history.removeView({ id })))) return;
    if (isDefault) useRemembered.setState({ defaultSearch: null });
    await reread();
  };
  const own: readonly MenuItem[] =
    shown === undefined
      ? []
      : [
          { id: 'line', separator: true },
          {
            id: 'default',
            label: 'Begin with this view',
            checked: isDefault,
            run: () => useRemembered.setState({ defaultSearch: isDefault ? null : writeQuery(shown).toString() }),
          },
          { id: 'rename', label: 'Rename view', run: () => setNaming({ id: shown.id, name: shown.name }) },
          { id: 'remove', label: 'Remove view', danger: true, run: () => void remove(shown.id) },
        ];
  return (
    <>
      <Menu
        label="Saved views"
        items={[
          ...views.map((view) => ({
            id: view.id,
            label: view.name,
            checked: view === shown,
            run: () => onChoose(view),
          })),
          ...own,
          { id: 'save-line', separator: true },
          { id: 'save', label: 'Save view', run: () => setNaming({ id: null, name: '' }) },
        ]}
      >
        <Button variant="ghost">
          {shown?.name ?? 'Views'}
          <ChevronDown size={13} aria-hidden />
        </Button>
      </Menu>
      <Dialog
        open={naming !== null}
        onClose={() => setNaming(null)}
        title={naming?.id === null ? 'Save view' : 'Rename view'}
        size="sm"
        footer={
          <Button variant="primary" disabled={(naming?.name ?? '').trim() === ''} onClick={() => void save()}>
            Save
          </Button>
        }
      >
        <TextField
          label="Name"
          maxLength={80}
          value={naming?.name ?? ''}
          onChange={(name) => setNaming((before) => (before === null ? null : { ...before, name }))}
          onKeyDown={(event) => (event.key === 'Enter' ? void save() : undefined)}
        />
      </Dialog>
    </>
  );
}
