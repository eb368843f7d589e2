import { ChevronDown, ChevronRight, Filter, Plus, UserRound } from 'lucide-react';
import { useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { client } from '#renderer/client/client.ts';
import { useSystemState } from '#renderer/client/hooks/system.ts';
import { useAct } from '#renderer/parts/use-act.ts';
import { IconButton } from '#renderer/ui/button.tsx';
import { useCommands } from '#renderer/ui/commands/use-commands.ts';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { Skeleton } from '#renderer/ui/skeleton.tsx';
import { TextField } from '#renderer/ui/text-field.tsx';
import { useInitialFocus } from '#renderer/ui/use-initial-focus.ts';
import type { SessionRow } from '#shared/api/sessions.ts';
import type { SessionId } from '#shared/run/ids.ts';
import { filterSessions } from './current-session.ts';
import { SessionLink } from './session-link.tsx';
import styles from './session-sidebar.module.css';

interface SessionSidebarProps {
  readonly open: readonly SessionRow[] | undefined;
  readonly archived: readonly SessionRow[] | undefined;
  /** They are still read; else what is missing could not be, which is said elsewhere. */
  readonly isLoading: boolean;
  readonly current: SessionId | undefined;
  /** It lies in a drawer, which has a heading and has to be opened first. */
  readonly isDrawn: boolean;
  /** What it was opened for. */
  readonly begin: SidebarBegin | null;
  /** A session was made. */
  readonly onMade?: () => void;
}

export type SidebarBegin = 'list' | 'filter' | 'new';

const FIRST_ARCHIVED = 3;

/** The sessions: filter, make, open, and the archive. */
export function SessionSidebar({ open, archived, isLoading, current, isDrawn, begin, onMade }: SessionSidebarProps) {
  const [typed, setTyped] = useState('');
  const [isNew, setNew] = useState(begin === 'new');
  const [isArchiveShown, setArchiveShown] = useState(true);
  const [isAllShown, setAllShown] = useState(false);
  const filter = useRef<HTMLInputElement | null>(null);
  const operator = useSystemState().data?.operator;
  useCommands([
    {
      id: 'sessions.filter',
      title: 'Filter sessions',
      keys: '/',
      group: 'Sessions',
      run: () => filter.current?.focus(),
    },
    { id: 'sessions.new', title: 'New session', keys: 'Shift+N', group: 'Sessions', run: () => setNew(true) },
  ]);
  const shown = filterSessions(open ?? [], typed);
  const old = filterSessions(archived ?? [], typed);
  const oldShown = isAllShown || typed !== '' ? old : old.slice(0, FIRST_ARCHIVED);
  const newButton = <IconButton icon={Plus} label="New session" keys="Shift+N" onClick={() => setNew(true)} />;
  return (
    <>
      {!isDrawn && (
        <div className={styles.head}>
          <h2>Sessions</h2>
          <span className={styles.count}>{open?.length ?? ''}</span>
          <span className={styles.space} />
          {newButton}
        </div>
      )}
      <div className={styles.filter}>
        <TextField
          ref={filter}
          className={styles.field}
          label="Filter sessions"
          hideLabel
          placeholder="Filter sessions"
          icon={Filter}
          value={typed}
          onChange={setTyped}
          after={<Kbd>/</Kbd>}
          data-autofocus={isDrawn && !isNew ? true : undefined}
        />
        {isDrawn && newButton}
      </div>
      <nav className={styles.list} aria-label="Sessions">
        {isNew && <NewSession onClose={() => setNew(false)} onMade={onMade} />}
        <h3 className={styles.section}>
          Active<span className={styles.count}>{shown.length}</span>
        </h3>
        {open === undefined && isLoading && <SessionsLoading />}
        <ul>
          {shown.map((session) => (
            <SessionLink key={session.id} session={session} isCurrent={session.id === current} />
          ))}
        </ul>
        {open !== undefined && typed !== '' && shown.length === 0 && (
          <p className={styles.none}>No session has that name.</p>
        )}
        <h3 className={styles.section}>
          <button type="button" aria-expanded={isArchiveShown} onClick={() => setArchiveShown(!isArchiveShown)}>
            {isArchiveShown ? <ChevronDown size={12} aria-hidden /> : <ChevronRight size={12} aria-hidden />}
            Archive<span className={styles.count}>{old.length}</span>
          </button>
        </h3>
        {isArchiveShown && (
          <ul>
            {oldShown.map((session) => (
              <SessionLink key={session.id} session={session} isCurrent={session.id === current} />
            ))}
          </ul>
        )}
        {isArchiveShown && oldShown.length < old.length && (
          <button type="button" className={styles.all} onClick={() => setAllShown(true)}>
            Show {old.length - oldShown.length} more
          </button>
        )}
      </nav>
      <div className={styles.foot}>
        <UserRound size={13} aria-hidden />
        <span>{operator ?? ''}</span>
        <span className={styles.space} />
        <span className={styles.role}>Operator</span>
      </div>
    </>
  );
}

/** The keys of a sidebar that has to be opened first. */
export function DrawnSidebarKeys({ onDraw }: { readonly onDraw: (begin: SidebarBegin) => void }) {
  useCommands([
    { id: 'sessions.filter', title: 'Filter sessions', keys: '/', group: 'Sessions', run: () => onDraw('filter') },
    { id: 'sessions.new', title: 'New session', keys: 'Shift+N', group: 'Sessions', run: () => onDraw('new') },
  ]);
  return null;
}

interface NewSessionProps {
  readonly onClose: () => void;
  readonly onMade: (() => void) | undefined;
}

/** Asks for the name. The focus goes back where it was, or to the session that was made. */
function NewSession({ onClose, onMade }: NewSessionProps) {
  const [name, setName] = useState('');
  const [, navigate] = useLocation();
  const act = useAct();
  const initial = useInitialFocus<HTMLInputElement>();
  const [before] = useState(() => (document.activeElement instanceof HTMLElement ? document.activeElement : null));
  const create = async (): Promise<void> => {
    if (name.trim() === '') return;
    const done = await act('The session was not made', async () => {
      const session = await client.sessions.create({ name: name.trim() });
      navigate(`/sessions/${session.id}`);
    });
    if (!done) return;
    onClose();
    onMade?.();
    document.getElementById('main')?.focus();
  };
  const leave = (): void => {
    onClose();
    before?.focus();
  };
  return (
    <form
      className={styles.new}
      onSubmit={(event) => {
        event.preventDefault();
        void create();
      }}
    >
      <TextField
        label="Name of the new session"
        help="Enter makes it, Esc leaves"
        value={name}
        onChange={setName}
        maxLength={120}
        ref={initial}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          leave();
        }}
      />
    </form>
  );
}

function SessionsLoading() {
  return (
    <div className={styles.loading} aria-busy>
      {[72, 58, 66].map((width) => (
        <Skeleton key={width} width={`${width}%`} />
      ))}
    </div>
  );
}
