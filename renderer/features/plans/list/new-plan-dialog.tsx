import { useState } from 'react';
import { useTemplates } from '#renderer/client/hooks/plans.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { planName } from '../model/new-plan.ts';
import styles from './list.module.css';
import { TemplateList } from './template-list.tsx';

interface NewPlanDialogProps {
  readonly onCreate: (title: string) => void;
  readonly onTemplate: (id: string) => void;
  readonly onClose: () => void;
}

/** Begins a plan: an empty one by its title, or from one that comes with the product. */
export function NewPlanDialog({ onCreate, onTemplate, onClose }: NewPlanDialogProps) {
  const [title, setTitle] = useState('');
  const templates = useTemplates().data ?? [];
  const create = (): void => {
    if (title.trim() !== '') onCreate(title.trim());
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="New plan"
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" disabled={title.trim() === ''} onClick={create}>
            Create plan
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create();
        }}
      >
        <TextField
          label="Title"
          size="lg"
          value={title}
          maxLength={300}
          onChange={setTitle}
          help={title.trim() === '' ? 'It begins with one step that runs as it is' : `Its name is ${planName(title)}`}
        />
      </form>
      <h3 className={styles.or}>Or from a template</h3>
      <TemplateList templates={templates} action="Use" onTake={onTemplate} />
    </Dialog>
  );
}
