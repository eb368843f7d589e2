import { useState } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { MergeEditor } from './merge-editor.tsx';

interface ConflictDialogProps {
  readonly theirs: string;
  readonly mine: string;
  /** The text that stands from now on. */
  readonly onDecide: (text: string) => void;
  readonly onClose: () => void;
}

/** A draft that was changed on both sides: both texts, and a person decides. */
export function ConflictDialog({ theirs, mine, onDecide, onClose }: ConflictDialogProps) {
  const [merged, setMerged] = useState(mine);
  return (
    <Dialog
      open
      sticky
      size="lg"
      onClose={onClose}
      title="This plan was saved elsewhere as well"
      description="Nothing was overwritten. Take what you want from the left, and save the right."
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Decide later
          </Button>
          <Button onClick={() => onDecide(theirs)}>Use the left text</Button>
          <Button onClick={() => onDecide(mine)}>Keep mine as it was</Button>
          <Button variant="primary" onClick={() => onDecide(merged)}>
            Save the right text
          </Button>
        </>
      }
    >
      <MergeEditor theirs={theirs} mine={mine} onChange={setMerged} />
    </Dialog>
  );
}
