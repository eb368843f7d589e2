import { expect, test } from 'vitest';
import { UnsavedText } from '#main/hosts/desktop/unsaved-text.ts';
import { ManualClock } from '#test/helpers/manual-clock.ts';

test('nothing that is held keeps nobody waiting', async () => {
  expect(await new UnsavedText(new ManualClock()).saved(1000)).toBe(true);
});

test('what the page saves in time is no question', async () => {
  const clock = new ManualClock();
  const text = new UnsavedText(clock);
  text.hold(true);
  const saved = text.saved(1000);
  text.hold(false);
  expect(await saved).toBe(true);
  expect(clock.pending).toBe(0);
});

test('what it cannot save is', async () => {
  const clock = new ManualClock();
  const text = new UnsavedText(clock);
  text.hold(true);
  const saved = text.saved(1000);
  await clock.advance(1000);
  expect(await saved).toBe(false);
});
