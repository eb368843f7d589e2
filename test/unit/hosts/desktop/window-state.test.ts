import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { placeWindow, readWindowState, writeWindowState } from '#main/hosts/desktop/window-state.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

const LEFT = { x: 0, y: 0, width: 1920, height: 1040 };
const RIGHT = { x: 1920, y: 0, width: 2560, height: 1400 };

describe('placeWindow', () => {
  it('opens in the middle of the first display at first, and fits a small one', () => {
    expect(placeWindow(undefined, [LEFT])).toEqual({
      bounds: { x: 240, y: 70, width: 1440, height: 900 },
      maximized: false,
    });
    expect(placeWindow(undefined, [{ x: 0, y: 0, width: 1280, height: 720 }]).bounds).toEqual({
      x: 0,
      y: 0,
      width: 1280,
      height: 720,
    });
    expect(placeWindow(undefined, []).bounds.width).toBe(1440);
  });

  it('comes back where it was, maximised or not', () => {
    const saved = { bounds: { x: 2000, y: 100, width: 1200, height: 800 }, maximized: true };
    expect(placeWindow(saved, [LEFT, RIGHT])).toEqual(saved);
  });

  it('comes to a display that is there when its own is gone, or when only a sliver of it would show', () => {
    const gone = { bounds: { x: 2000, y: 100, width: 1200, height: 800 }, maximized: false };
    expect(placeWindow(gone, [LEFT]).bounds).toEqual({ x: 360, y: 120, width: 1200, height: 800 });
    for (const at of [
      { x: 1900, y: 0 },
      { x: -1150, y: 0 },
      { x: 0, y: 1030 },
      { x: 0, y: -400 },
    ]) {
      const { bounds } = placeWindow({ bounds: { ...at, width: 1200, height: 800 }, maximized: false }, [LEFT]);
      expect(bounds).toEqual({ x: 360, y: 120, width: 1200, height: 800 });
    }
  });

  it('gets no larger than the display', () => {
    const { bounds } = placeWindow({ bounds: { x: 0, y: 0, width: 9000, height: 9000 }, maximized: false }, [LEFT]);
    expect(bounds).toEqual({ x: 0, y: 0, width: 1920, height: 1040 });
  });
});

it('keeps a state whole, and takes anything else for none', async () => {
  const file = join(tempFolder(), 'window.json');
  expect(readWindowState(file)).toBeUndefined();
  const state = { bounds: { x: 1, y: 2, width: 1100, height: 700 }, maximized: true };
  await writeWindowState(file, state);
  expect(readWindowState(file)).toEqual(state);
  for (const text of [
    '',
    '{',
    'null',
    '5',
    '{}',
    '{"bounds":null,"maximized":true}',
    '{"bounds":{"x":1,"y":1,"width":"a","height":1},"maximized":false}',
    '{"bounds":{"x":1,"y":1,"width":-5,"height":1},"maximized":false}',
  ]) {
    writeFileSync(file, text);
    expect(readWindowState(file), text).toBeUndefined();
  }
});
