import { AddServerDialog } from './add-server-dialog.tsx';
import { ApproveDialog } from './approve-dialog.tsx';
import { DriftDialog } from './drift-dialog.tsx';
import { EditServerDialog } from './edit-server-dialog.tsx';
import { LoginDialog } from './login-dialog.tsx';
import { PlanRulesDialog } from './plan-rules-dialog.tsx';
import { RemoveDialog } from './remove-dialog.tsx';

/** What a person wants to do about a server. */
export type ServerWish =
  | { readonly kind: 'add' }
  | { readonly kind: 'edit' | 'approve' | 'drift' | 'login' | 'remove' | 'rules'; readonly name: string };

interface ServerDialogProps {
  readonly wish: ServerWish;
  readonly onClose: () => void;
  readonly onWish: (wish: ServerWish) => void;
  readonly onChoose: (name: string) => void;
}

/** The dialog of a wish. */
export function ServerDialog({ wish, onClose, onWish, onChoose }: ServerDialogProps) {
  switch (wish.kind) {
    case 'add':
      return (
        <AddServerDialog
          onClose={onClose}
          onAdded={(name) => {
            onChoose(name);
            onWish({ kind: 'approve', name });
          }}
        />
      );
    case 'edit':
      return (
        <EditServerDialog
          name={wish.name}
          onClose={onClose}
          onChanged={() => onWish({ kind: 'approve', name: wish.name })}
        />
      );
    case 'approve':
      return (
        <ApproveDialog
          key={wish.name}
          name={wish.name}
          onClose={onClose}
          onDrift={() => onWish({ ...wish, kind: 'drift' })}
        />
      );
    case 'drift':
      return <DriftDialog name={wish.name} onClose={onClose} />;
    case 'login':
      return <LoginDialog name={wish.name} onClose={onClose} />;
    case 'rules':
      return <PlanRulesDialog name={wish.name} onClose={onClose} />;
    case 'remove':
      return <RemoveDialog name={wish.name} onClose={onClose} />;
  }
}
