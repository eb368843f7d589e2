import { client } from '#renderer/client/client.ts';
import { useLanePolicies } from '#renderer/client/hooks/settings.ts';
import { keys } from '#renderer/client/keys.ts';
import { PendingChanges } from '#renderer/client/pending-changes.ts';
import { queryClient } from '#renderer/client/query.ts';
import { Answered } from '#renderer/parts/answered.tsx';
import { useAct } from '#renderer/parts/use-act.ts';
import { RelativeTime } from '#renderer/ui/time.tsx';
import { Switch } from '#renderer/ui/toggles.tsx';
import { LANES, type Lane } from '#shared/pulser/plan.ts';
import type { LanePolicy, LaneState, LaneStates } from '#shared/run/lane.ts';
import { Row, Section } from './section.tsx';

const changes = new PendingChanges<LaneStates>(queryClient, keys.lanes());

/** What each lane takes. */
export function LanesSection() {
  const act = useAct();
  const set = (lane: Lane, change: Partial<LanePolicy>): void => {
    const changed = (now: LaneStates): LaneStates => ({ ...now, [lane]: { ...now[lane], ...change } });
    void act(`Lane ${lane} was not changed`, () =>
      changes.make(changed, () => client.settings.setLane({ lane, ...change })),
    );
  };
  return (
    <Section
      title="Lanes"
      about="For every session and every worker of this data folder. Hold: nothing starts in the lane, and what runs in it goes on. Reserve: only runs that ask for the lane get it."
    >
      <Answered answer={useLanePolicies()} what="What the lanes take">
        {(lanes) => (
          <ul>
            {LANES.map((lane) => (
              <Row key={lane} label={`Lane ${lane}`} detail={<Changed state={lanes[lane]} />}>
                <Switch
                  label={`Hold lane ${lane}`}
                  checked={lanes[lane].held}
                  onChange={(held) => set(lane, { held })}
                />
                <Switch
                  label={`Reserve lane ${lane}`}
                  checked={lanes[lane].reserved}
                  onChange={(reserved) => set(lane, { reserved })}
                />
              </Row>
            ))}
          </ul>
        )}
      </Answered>
    </Section>
  );
}

function Changed({ state: { changedBy, changedAt } }: { readonly state: LaneState }) {
  if (changedBy === null || changedAt === null) return 'never changed';
  return (
    <>
      set by {changedBy.name}, <RelativeTime at={changedAt} />
    </>
  );
}
