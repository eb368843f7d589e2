import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useMemo, useRef, useState } from 'react';
import { formatClock, shortDigest } from '#renderer/ui/formats.ts';
import { Switch } from '#renderer/ui/toggles.tsx';
import type { RunEvent } from '#shared/run/event.ts';
import { eventWords, stepOf } from './event-words.ts';
import styles from './inspector.module.css';

interface EventsTabProps {
  readonly events: readonly RunEvent[];
  readonly stepId: string;
}

const ROW = 44;

/** The history of the run, as it is written. */
export function EventsTab({ events, stepId }: EventsTabProps) {
  const [ofStep, setOfStep] = useState(false);
  const scroller = useRef<HTMLDivElement>(null);
  const shown = useMemo(
    () => (ofStep ? events.filter((event) => stepOf(event) === stepId) : events),
    [events, ofStep, stepId],
  );
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: (index) => shown[index]?.seq ?? index,
    overscan: 8,
  });
  return (
    <div className={styles.events}>
      <div className={styles.filter}>
        <Switch label="Only this step" checked={ofStep} onChange={setOfStep} />
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a pane that scrolls has to be reached by keys */}
      <div ref={scroller} className={styles.eventList} tabIndex={0} role="list" aria-label="Events">
        <div className={styles.eventSpace} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const event = shown[item.index];
            return event === undefined ? null : (
              <div
                key={item.key}
                role="listitem"
                aria-setsize={shown.length}
                aria-posinset={item.index + 1}
                className={styles.event}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <EventRow event={event} />
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

const EventRow = memo(function EventRow({ event }: { readonly event: RunEvent }) {
  const step = stepOf(event);
  return (
    <>
      <span className={styles.seq}>{event.seq}</span>
      <span className={styles.eventText} title={eventWords(event)}>
        {eventWords(event)}
      </span>
      <code className={styles.quiet}>{shortDigest(event.hash)}</code>
      <span className={styles.eventMeta}>
        {formatClock(event.at)} {event.actor.name}
        {step === null ? '' : `, ${step}`}
      </span>
    </>
  );
});
