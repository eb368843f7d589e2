import { ChevronDown, ChevronRight, Search } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { Kbds } from '#renderer/ui/kbd.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { Truncate } from '#renderer/ui/truncate.tsx';
import type { ServerTool } from '#shared/api/mcp-views.ts';
import type { Permission, ToolEffect } from '#shared/mcp/pin.ts';
import { EFFECT_WORDS } from '../model/server-words.ts';
import { type ListView, shownTools, toolGroups } from '../model/tool-groups.ts';
import styles from './tool-list.module.css';
import { ToolRow } from './tool-row.tsx';

interface ToolListProps {
  readonly server: string;
  /** `null`: not read yet. */
  readonly tools: readonly ServerTool[] | null;
  readonly view: ListView;
  readonly onView: (view: ListView) => void;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly chosen: string | null;
  readonly onChoose: (tool: string) => void;
  /** To the tool after or before the chosen one. */
  readonly onStep: (by: 1 | -1) => void;
  readonly onPermit: (tool: string, permission: Permission) => void;
  /** Stands before the name of the server. */
  readonly start: ReactNode;
}

/** The tools of a server by what they may do. */
export function ToolList(props: ToolListProps) {
  const { server, tools, view, onView, field, chosen, onChoose, onStep, onPermit, start } = props;
  const { filter, folded, whole } = view;
  const onFilter = (next: string): void => onView({ ...view, filter: next });
  const groups = toolGroups(tools ?? [], filter);
  return (
    <>
      <div className={styles.head}>
        {start}
        <h2 className={styles.title}>
          <Truncate>{server}</Truncate>
        </h2>
        {tools !== null && (
          <span className={styles.count}>{tools.length === 1 ? '1 tool' : `${tools.length} tools`}</span>
        )}
        <TextField
          ref={field}
          className={styles.filter}
          label="Filter tools"
          hideLabel
          placeholder="Filter tools"
          icon={Search}
          value={filter}
          onChange={onFilter}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && filter !== '') {
              event.preventDefault();
              onFilter('');
            }
          }}
          maxLength={200}
          after={<Kbds keys="/" />}
        />
      </div>
      <div className={styles.list}>
        {groups.map((group) => {
          const { effect, tools: ofGroup } = group;
          const shown = shownTools(group, view);
          const isFolded = folded.has(effect);
          const Chevron = isFolded ? ChevronRight : ChevronDown;
          return (
            <div key={effect} role="group" aria-label={`${EFFECT_WORDS[effect]} tools`}>
              <button
                type="button"
                className={styles.group}
                aria-expanded={!isFolded}
                onClick={() => onView({ ...view, folded: toggled(folded, effect) })}
              >
                <Chevron size={12} aria-hidden />
                {EFFECT_WORDS[effect]}
                <span className={styles.number}>{ofGroup.length}</span>
              </button>
              {!isFolded && (
                <ul>
                  {shown.map((tool) => (
                    <ToolRow
                      key={tool.name}
                      tool={tool}
                      isChosen={tool.name === chosen}
                      onChoose={() => onChoose(tool.name)}
                      onStep={onStep}
                      onPermit={(permission) => onPermit(tool.name, permission)}
                    />
                  ))}
                </ul>
              )}
              {!isFolded && shown.length < ofGroup.length && (
                <button
                  type="button"
                  className={styles.more}
                  onClick={() => onView({ ...view, whole: toggled(whole, effect) })}
                >
                  Show {ofGroup.length - shown.length} more
                </button>
              )}
            </div>
          );
        })}
        {tools !== null && groups.length === 0 && (
          <EmptyState
            title={tools.length === 0 ? 'No tools were approved' : 'No tool matches'}
            actions={
              tools.length > 0 && (
                <Button size="sm" onClick={() => onFilter('')}>
                  Clear filter
                </Button>
              )
            }
          >
            {tools.length === 0
              ? 'They are listed here once the server was approved and its tools were taken over.'
              : `Nothing has “${filter}” in its name or description.`}
          </EmptyState>
        )}
      </div>
    </>
  );
}

function toggled(before: ReadonlySet<ToolEffect>, effect: ToolEffect): ReadonlySet<ToolEffect> {
  const next = new Set(before);
  if (!next.delete(effect)) next.add(effect);
  return next;
}
