import { SchemaForm } from '#renderer/parts/schema-form/schema-form.tsx';
import { TextArea } from '#renderer/ui/text-field.tsx';
import type { ServerTool } from '#shared/api/mcp-views.ts';
import { JsonValue } from '../parts/json-value.tsx';
import styles from './call.module.css';
import type { Arguments } from './use-arguments.ts';

interface ArgumentsFieldsProps {
  readonly tool: ServerTool;
  readonly given: Arguments;
  readonly wasTried: boolean;
  readonly disabled: boolean;
}

/** The arguments of a call: in fields, as JSON, or the whole object of the tool to look at. */
export function ArgumentsFields({ tool, given, wasTried, disabled }: ArgumentsFieldsProps) {
  const { view, fields, draft, setDraft, text, setText, problem } = given;
  if (view === 'schema') {
    return (
      <div className={styles.schema}>
        <JsonValue value={tool.object} label={`The tool ${tool.name} as the server describes it`} />
      </div>
    );
  }
  if (view === 'json' || fields === null) {
    return (
      <div className={styles.fields}>
        <TextArea label="Arguments" mono rows={8} value={text} disabled={disabled} onChange={setText} error={problem} />
      </div>
    );
  }
  if (Object.keys(fields.definitions).length === 0) return <p className={styles.none}>It takes no arguments.</p>;
  return (
    <div className={styles.fields}>
      <SchemaForm
        label="Arguments"
        definitions={fields.definitions}
        required={fields.required}
        hasTypes
        draft={draft}
        onChange={setDraft}
        showProblems={wasTried}
        disabled={disabled}
      />
    </div>
  );
}
