import { ArrowLeft, Copy, Play } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { useCommands } from '#renderer/ui/commands/use-commands.ts';
import { Notice } from '#renderer/ui/notice.tsx';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { useToast } from '#renderer/ui/toast.tsx';
import type { ServerDetail, ServerTool } from '#shared/api/mcp-views.ts';
import type { Permission, ToolEffect } from '#shared/mcp/pin.ts';
import { revealed } from '#shared/mcp/revealed.ts';
import type { ServerWish } from '../dialogs/server-dialog.tsx';
import { planStep } from '../model/plan-step.ts';
import { callNote } from '../model/server-words.ts';
import { EffectMenu } from '../parts/effect-menu.tsx';
import { PERMISSION_ICONS, PermissionMenu } from '../parts/permission-menu.tsx';
import { useFirstProblem } from '../parts/use-first-problem.ts';
import { ArgumentsFields } from './arguments-fields.tsx';
import styles from './call.module.css';
import { CallOutcome } from './call-outcome.tsx';
import { ConfirmCall } from './confirm-call.tsx';
import { callTool, useToolCall } from './tool-calls.ts';
import { ToolText } from './tool-text.tsx';
import { useArguments } from './use-arguments.ts';

interface ToolPanelProps {
  readonly server: ServerDetail;
  readonly tool: ServerTool;
  readonly onJudge: (rule: { readonly permission?: Permission; readonly effect?: ToolEffect }) => void;
  /** Back to the server. */
  readonly onServer: () => void;
  readonly onWish: (wish: ServerWish) => void;
}

/** A tool: what it says of itself, its arguments, and the calls of it. */
export function ToolPanel({ server, tool, onJudge, onServer, onWish }: ToolPanelProps) {
  const { name, permission, effect } = tool;
  const given = useArguments(server.name, tool);
  const call = useToolCall(server.name, name);
  const { show } = useToast();
  const [wasTried, setTried] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const { place, show: showProblem } = useFirstProblem<HTMLDivElement>();
  const isRunning = call?.status === 'running';
  const asks = permission === 'ask' || effect === 'irreversible';
  const perform = (confirmText: string | null): void => {
    setAsking(false);
    if (given.value === null) return;
    void callTool({ name: server.name, tool: name, arguments: given.value, confirmed: asks, confirmText });
  };
  /** Leads to what is wrong or missing, wherever that stands. */
  const lead = (): void => {
    setTried(true);
    given.reveal();
    showProblem();
  };
  const begin = (): void => {
    if (permission === 'deny' || isRunning || isAsking) return;
    if (given.value === null) lead();
    else if (asks) setAsking(true);
    else perform(null);
  };
  const copyStep = async (): Promise<void> => {
    if (given.value === null) {
      lead();
      return;
    }
    const text = planStep({ server: server.name, tool: name, effect, arguments: given.value });
    try {
      await navigator.clipboard.writeText(text);
      show({ title: 'Copied as plan step', text: `The plan has to name ${server.name} in its servers.` });
    } catch {
      show({ status: 'failed', title: 'The clipboard refused it' });
    }
  };
  useCommands([
    { id: 'tools.call', title: 'Call tool', keys: 'Mod+Enter', group: 'Tools', enabled: !isAsking, run: begin },
    { id: 'tools.copy-step', title: 'Copy as plan step', group: 'Tools', run: () => void copyStep() },
  ]);
  const NoteIcon = PERMISSION_ICONS[permission];
  return (
    <section className={styles.panel} aria-label={`Call ${revealed(name)}`}>
      <div className={styles.head}>
        <IconButton icon={ArrowLeft} label={`Back to ${server.name}`} onClick={onServer} />
        <h2 className={styles.name} title={name}>
          {revealed(name)}
        </h2>
        <EffectMenu tool={name} effect={effect} onChange={(next) => onJudge({ effect: next })} />
        <PermissionMenu
          tool={name}
          permission={permission}
          effect={effect}
          boxed
          onChange={(next) => onJudge({ permission: next })}
        />
        <Segmented
          size="sm"
          label="Arguments as"
          value={given.view}
          onChange={(view) => {
            if (!given.show(view)) showProblem();
          }}
          segments={[
            { value: 'form', label: 'Form', disabled: given.fields === null },
            { value: 'json', label: 'JSON' },
            { value: 'schema', label: 'Schema' },
          ]}
        />
      </div>
      <div ref={place} className={styles.scroller}>
        {tool.drift !== null && (
          <div className={styles.notice}>
            <Notice
              status="failed"
              action={
                <Button size="sm" onClick={() => onWish({ kind: 'drift', name: server.name })}>
                  Review changes
                </Button>
              }
            >
              {tool.drift === 'changed'
                ? 'The server offers another tool under this name than the one that was approved.'
                : 'The server does not offer this tool any more.'}
            </Notice>
          </div>
        )}
        <ToolText tool={tool} />
        <ArgumentsFields tool={tool} given={given} wasTried={wasTried} disabled={isAsking} />
        {isAsking && given.value !== null ? (
          <ConfirmCall
            server={server.name}
            tool={tool}
            arguments={given.value}
            onCancel={() => setAsking(false)}
            onConfirm={perform}
          />
        ) : (
          <div className={styles.actions}>
            <span className={styles.note}>
              <NoteIcon size={13} aria-hidden />
              {callNote(permission, effect)}
            </span>
            <Button size="sm" icon={Copy} onClick={() => void copyStep()}>
              Copy as plan step
            </Button>
            <Button
              size="sm"
              variant="primary"
              icon={Play}
              keys="Mod+Enter"
              disabled={permission === 'deny'}
              busy={isRunning}
              onClick={begin}
            >
              Call tool
            </Button>
          </div>
        )}
        <CallOutcome server={server.name} tool={name} call={call} onTake={given.take} />
      </div>
    </section>
  );
}
