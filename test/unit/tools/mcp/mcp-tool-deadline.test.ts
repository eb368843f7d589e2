import { expect, it } from 'vitest';
import { ActDeadline } from '#main/tools/mcp/mcp-tool-deadline.ts';
import { ManualClock } from '#test/helpers/manual-clock.ts';

/** Something that a test ends when it likes. */
function open() {
  let close = (): void => {};
  const done = new Promise<void>((resolve) => {
    close = resolve;
  });
  return { work: () => done, close };
}

it('aborts once the time of the act is up', async () => {
  const clock = new ManualClock();
  const deadline = new ActDeadline(clock, 1_000);
  await clock.advance(999);
  expect(deadline.signal.aborted).toBe(false);
  await clock.advance(1);
  expect(deadline.signal.reason).toMatchObject({ code: 'tool.timeout' });
});

it('stands still while a person is asked, by however many questions', async () => {
  const clock = new ManualClock();
  const deadline = new ActDeadline(clock, 1_000);
  await clock.advance(600);
  const [first, second] = [open(), open()];
  const held = [deadline.hold(first.work), deadline.hold(second.work)];
  await clock.advance(3_600_000);
  first.close();
  await held[0];
  await clock.advance(3_600_000);
  second.close();
  await held[1];
  await clock.advance(399);
  expect(deadline.signal.aborted).toBe(false);
  await clock.advance(1);
  expect(deadline.signal.aborted).toBe(true);
});

it('leaves no timer once the act has ended, whoever is asked then', async () => {
  const clock = new ManualClock();
  const deadline = new ActDeadline(clock, 1_000);
  const { work, close } = open();
  const held = deadline.hold(work);
  deadline.end();
  close();
  await held;
  expect(clock.pending).toBe(0);
});
