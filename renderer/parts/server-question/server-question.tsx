import { useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { OpenAddress } from '../foreign/open-address.tsx';
import { opensHere } from '../foreign/opens-here.ts';
import { revealedDefinitions } from '../foreign/revealed-definitions.ts';
import { RevealedText } from '../foreign/revealed-text.tsx';
import { WebAddress } from '../foreign/web-address.tsx';
import { draftOf, readForm } from '../schema-form/form-values.ts';
import { SchemaForm } from '../schema-form/schema-form.tsx';
import { useAct } from '../use-act.ts';
import type { OpenQuestion } from './open-questions.ts';
import type { McpPersonsAnswer } from './persons-answer.ts';
import styles from './server-question.module.css';

/** What a server asks in the middle of a call that a person made, until it is settled. */
export function ServerQuestion({ asked }: { readonly asked: OpenQuestion }) {
  const { server, tool, callId, questionId, question } = asked;
  const act = useAct();
  const [isBusy, setBusy] = useState(false);
  const [wasTried, setTried] = useState(false);
  const [wasOpened, setOpened] = useState(false);
  const isForm = question.kind === 'form';
  const definitions = isForm ? revealedDefinitions(question.fields) : {};
  const required = new Set(isForm ? question.required : []);
  const [draft, setDraft] = useState(() => draftOf(definitions));
  const answer = async (given: McpPersonsAnswer): Promise<void> => {
    setBusy(true);
    await act('The answer was not taken', () => client.mcp.answer({ callId, questionId, answer: given }));
    setBusy(false);
  };
  const accept = (): void => {
    setTried(true);
    const { values, problems } = readForm(definitions, draft, required);
    if (problems.size === 0) void answer({ action: 'accept', values: { ...values } });
  };
  return (
    <Dialog
      open
      sticky
      onClose={() => void answer({ action: 'cancel' })}
      title={`${server} asks you`}
      description={`During your call of ${tool}. Give it no passwords or keys here.`}
      footer={
        <>
          <Button disabled={isBusy} onClick={() => void answer({ action: 'cancel' })}>
            Cancel
          </Button>
          <Button disabled={isBusy} onClick={() => void answer({ action: 'decline' })}>
            Decline
          </Button>
          {isForm ? (
            <Button variant="primary" busy={isBusy} onClick={accept}>
              Send answer
            </Button>
          ) : (
            <>
              <OpenAddress url={question.url} wasOpened={wasOpened} onOpened={() => setOpened(true)} />
              <Button
                variant={wasOpened || !opensHere(question.url) ? 'primary' : 'default'}
                busy={isBusy}
                onClick={accept}
              >
                Done there
              </Button>
            </>
          )}
        </>
      }
    >
      <div className={styles.question}>
        {/* It comes unasked: what was being typed elsewhere must press none of its buttons. */}
        <p className={styles.message} tabIndex={-1} data-autofocus>
          <RevealedText text={question.message} />
        </p>
        {isForm ? (
          <SchemaForm
            label="Answer"
            definitions={definitions}
            required={required}
            draft={draft}
            onChange={setDraft}
            showProblems={wasTried}
            disabled={isBusy}
          />
        ) : (
          <WebAddress url={question.url} />
        )}
      </div>
    </Dialog>
  );
}
