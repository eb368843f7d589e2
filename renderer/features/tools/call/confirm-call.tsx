import { Check, Lock } from 'lucide-react';
import { useState } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { useCommands } from '#renderer/ui/commands/use-commands.ts';
import { RiskLabel } from '#renderer/ui/risk-label.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { useInitialFocus } from '#renderer/ui/use-initial-focus.ts';
import type { ServerTool } from '#shared/api/mcp-views.ts';
import type { JsonObject } from '#shared/lib/json.ts';
import { revealed } from '#shared/mcp/revealed.ts';
import { JsonValue } from '../parts/json-value.tsx';
import styles from './call.module.css';

interface ConfirmCallProps {
  readonly server: string;
  readonly tool: ServerTool;
  readonly arguments: JsonObject;
  readonly onCancel: () => void;
  /** With what was typed, where that is asked for. */
  readonly onConfirm: (confirmText: string | null) => void;
}

/** Asks in place before a call: exactly what is sent stands above the button that sends it. */
export function ConfirmCall({ server, tool, arguments: given, onCancel, onConfirm }: ConfirmCallProps) {
  const [typed, setTyped] = useState('');
  const isIrreversible = tool.effect === 'irreversible';
  const isTyped = !isIrreversible || typed === tool.name;
  const confirm = (): void => {
    if (isTyped) onConfirm(isIrreversible ? typed : null);
  };
  const place = useInitialFocus<HTMLFormElement>();
  useCommands([
    { id: 'tools.call', title: 'Call tool', keys: 'Mod+Enter', group: 'Tools', enabled: isTyped, run: confirm },
    { id: 'tools.keep', title: 'Do not call', keys: 'Escape', group: 'Tools', run: onCancel },
  ]);
  return (
    <form
      ref={place}
      tabIndex={-1}
      className={styles.confirm}
      aria-label="Confirm the call"
      onSubmit={(event) => {
        event.preventDefault();
        confirm();
      }}
    >
      <div className={styles.confirmHead}>
        <h3>
          Send this to {revealed(tool.name)} of {server}?
        </h3>
        <RiskLabel risk={tool.effect} />
      </div>
      <div className={styles.sent}>
        <JsonValue value={given} label="Arguments that are sent" />
      </div>
      {isIrreversible && (
        <TextField
          size="lg"
          mono
          label={`Type ${tool.name} to call it`}
          value={typed}
          onChange={setTyped}
          error={typed !== '' && !tool.name.startsWith(typed) ? `It says ${tool.name}` : undefined}
        />
      )}
      <div className={styles.buttons}>
        <Button size="sm" onClick={onCancel}>
          Do not call
        </Button>
        <Button
          size="sm"
          type="submit"
          variant={isIrreversible ? 'danger' : 'primary'}
          icon={isTyped ? Check : Lock}
          disabled={!isTyped}
          keys="Mod+Enter"
        >
          Send the call
        </Button>
      </div>
    </form>
  );
}
