import { useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { toClientError } from '#renderer/client/client-error.ts';
import { queryClient } from '#renderer/client/query.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { asSentence, formatCount } from '#renderer/ui/formats.ts';
import { TextArea } from '#renderer/ui/text-field.tsx';
import { useToast } from '#renderer/ui/toast.tsx';
import type { HistoryFilter } from '#shared/api/history.ts';
import type { RunId } from '#shared/run/ids.ts';
import styles from './history.module.css';

export type Wish = 'resolved' | 'ignored' | 'open';

/** Runs that are meant: some by id, or all of a filter with their number, but some. */
export type Meant =
  | { readonly runIds: readonly RunId[] }
  | { readonly filter: HistoryFilter; readonly expect: number; readonly except: readonly RunId[] };

interface DisposeDialogProps {
  readonly wish: Wish;
  readonly meant: Meant;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const WORDS: Readonly<Record<Wish, string>> = { resolved: 'Resolve', ignored: 'Ignore', open: 'Reopen' };
const MOST_IDS = 1000;

/** Asks why, and sets the disposition of many runs at once. */
export function DisposeDialog({ wish, meant, onClose, onDone }: DisposeDialogProps) {
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const { show } = useToast();
  const count = 'expect' in meant ? meant.expect - meant.except.length : meant.runIds.length;
  const runs = `${formatCount(count)} ${count === 1 ? 'run' : 'runs'}`;
  const send = async (): Promise<void> => {
    if (reason.trim() === '') {
      setProblem('Needs a reason.');
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      let changed = 0;
      const whys: string[] = [];
      for (const which of portions(meant)) {
        const answer = await client.history.dispose({ which, disposition: wish, reason: reason.trim() });
        changed += answer.changed;
        whys.push(...answer.refused.map(({ why }) => why));
      }
      await queryClient.invalidateQueries({ queryKey: ['history'] });
      const left =
        whys.length === 0 ? '' : `${formatCount(whys.length)} left as they were: ${asSentence(whys[0] ?? '')}`;
      show({ title: `${formatCount(changed)} of ${runs} changed`, text: left === '' ? undefined : left });
      onDone();
    } catch (thrown) {
      const error = toClientError(thrown);
      setProblem([error.message, error.hint ?? ''].map(asSentence).join(' '));
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      sticky
      onClose={onClose}
      title={`${WORDS[wish]} ${runs}`}
      description="The reason is kept in the record of each run."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" busy={isBusy} onClick={() => void send()}>
            {WORDS[wish]} {runs}
          </Button>
        </>
      }
    >
      <div className={styles.dialog}>
        <TextArea label="Reason" value={reason} onChange={setReason} maxLength={2000} rows={3} />
        {problem !== null && (
          <p role="alert" className={styles.refusal}>
            {problem}
          </p>
        )}
      </div>
    </Dialog>
  );
}

function portions(meant: Meant) {
  if ('filter' in meant) return [{ ...meant, except: [...meant.except] }];
  const { runIds } = meant;
  return Array.from({ length: Math.ceil(runIds.length / MOST_IDS) }, (_, at) => ({
    runIds: runIds.slice(at * MOST_IDS, (at + 1) * MOST_IDS),
  }));
}
