import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { placeProblem } from '#main/hosts/start/electron-program.ts';
import { isBuildStale } from '#main/hosts/start/stale-build.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

it('says where no window can be opened', () => {
  expect(placeProblem('linux', {}, 1000)).toBe('there is no display');
  expect(placeProblem('linux', { DISPLAY: '' }, 1000)).toBe('there is no display');
  expect(placeProblem('linux', { DISPLAY: ':0' }, 0)).toBe('its sandbox does not work for root');
  expect(placeProblem('linux', { WAYLAND_DISPLAY: 'wayland-0' }, 1000)).toBeUndefined();
  expect(placeProblem('darwin', {}, 0)).toBeUndefined();
});

it('builds anew when a part is missing or a source is newer', () => {
  const root = tempFolder();
  const write = (file: string, seconds: number): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), '');
    utimesSync(join(root, file), seconds, seconds);
  };
  write('main/a.ts', 100);
  utimesSync(join(root, 'main'), 100, 100);
  expect(isBuildStale(root)).toBe(true);
  for (const file of ['main/main.js', 'preload/preload.cjs', 'renderer/index.html', 'cli/opsroom.js'])
    write(`out/${file}`, 200);
  expect(isBuildStale(root)).toBe(false);
  write('main/a.ts', 300);
  utimesSync(join(root, 'main'), 100, 100);
  expect(isBuildStale(root)).toBe(true);
});
