import { type Command, Option } from 'commander';
import { LANES, type Lane } from '#shared/pulser/plan.ts';
import type { LanePolicy, LaneState } from '#shared/run/lane.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { table } from '../format/table.ts';
import { plainLine } from '../format/text-width.ts';
import { dateAndTime } from '../format/times.ts';
import type { Invocation } from '../invocation.ts';
import type { Accept } from './accept.ts';

interface LanesOptions {
  readonly hold?: readonly Lane[];
  readonly release?: readonly Lane[];
  readonly reserve?: readonly Lane[];
  readonly open?: readonly Lane[];
}

export function registerLanes(program: Command, accept: Accept): void {
  const lane = (flag: string, description: string): Option =>
    new Option(`${flag} <lane...>`, description).choices([...LANES]);
  program
    .command('lanes')
    .description('show the lane policies of the data folder, or set them: for every session and every worker')
    .addOption(lane('--hold', 'claim nothing into these lanes; what runs in them goes on'))
    .addOption(lane('--release', 'hold these lanes no longer'))
    .addOption(lane('--reserve', 'give these lanes only to runs that ask for them'))
    .addOption(lane('--open', 'give these lanes to any run again'))
    .action((options: LanesOptions) => accept((invocation) => lanes(invocation, options)));
}

async function lanes(invocation: Invocation, options: LanesOptions): Promise<ExitCode> {
  const changes = changesOf(options);
  const room = await invocation.openRoom(changes.size === 0 ? 'read-only' : 'read-write');
  const policies = room.store.lanes.policies();
  for (const [lane, change] of changes) {
    const { held, reserved } = { ...policies[lane], ...change };
    room.store.lanes.setPolicy(lane, { held, reserved }, room.actor, room.services.clock.now());
  }
  const now = room.store.lanes.policies();
  invocation.print({ lanes: now }, () =>
    table(
      LANES.map((lane) => ({ lane, ...now[lane] })),
      [
        { title: 'LANE', value: (row) => row.lane },
        { title: 'POLICY', value: policyText },
        { title: 'SET', value: setText },
      ],
      invocation.io.outWidth,
    ),
  );
  return EXIT.ok;
}

/** What is asked of each lane; of two options that contradict each other the one that opens it counts. */
function changesOf({ hold, release, reserve, open }: LanesOptions): ReadonlyMap<Lane, Partial<LanePolicy>> {
  const changes = new Map<Lane, Partial<LanePolicy>>();
  const note = (lanesOf: readonly Lane[] | undefined, change: Partial<LanePolicy>): void => {
    for (const lane of lanesOf ?? []) changes.set(lane, { ...changes.get(lane), ...change });
  };
  note(hold, { held: true });
  note(reserve, { reserved: true });
  note(release, { held: false });
  note(open, { reserved: false });
  return changes;
}

function policyText({ held, reserved }: LanePolicy): string {
  const words = [...(held ? ['held'] : []), ...(reserved ? ['reserved'] : [])];
  return words.length === 0 ? 'open' : words.join(', ');
}

function setText({ changedBy, changedAt }: LaneState): string {
  return changedBy === null || changedAt === null ? '' : `${dateAndTime(changedAt)} by ${plainLine(changedBy.name)}`;
}
