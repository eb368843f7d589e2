import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { extractFile, listPackage } from '@electron/asar';
import { FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from '@playwright/test';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const electron = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
const OFF = 0x30;
const ON = 0x31;

test.describe('a package', () => {
  test.skip(electron === undefined, 'no Electron to pack here');
  test.skip(process.platform !== 'linux', 'packs for Linux');
  test.describe.configure({ mode: 'serial', timeout: 240_000 });
  let folder = '';
  let app = '';

  test.beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'opsroom-package-'));
    const builder = join(root, 'node_modules', 'electron-builder', 'cli.js');
    const options = [`-c.electronDist=${electron ?? ''}`, `-c.directories.output=${folder}`];
    execFileSync(process.execPath, [builder, '--dir', '--linux', '--x64', ...options], { cwd: root, stdio: 'pipe' });
    app = join(folder, 'linux-unpacked');
  });

  test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('19: has all fuses as they should be', async () => {
    const wire = await getCurrentFuseWire(join(app, 'ops-control-room'));
    expect(wire.version).toBe(FuseVersion.V1);
    const read = (fuse: FuseV1Options): number | undefined => wire[fuse];
    expect({
      runAsNode: read(FuseV1Options.RunAsNode),
      nodeOptions: read(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
      inspect: read(FuseV1Options.EnableNodeCliInspectArguments),
      cookies: read(FuseV1Options.EnableCookieEncryption),
      integrity: read(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
      onlyAsar: read(FuseV1Options.OnlyLoadAppFromAsar),
      filePrivileges: read(FuseV1Options.GrantFileProtocolExtraPrivileges),
    }).toEqual({
      runAsNode: OFF,
      nodeOptions: OFF,
      inspect: OFF,
      cookies: ON,
      integrity: ON,
      onlyAsar: ON,
      filePrivileges: OFF,
    });
  });

  test('holds the build, what comes with it, and three addons, and nothing else', () => {
    const archive = join(app, 'resources', 'app.asar');
    const files = listPackage(archive, { isPack: false });
    const allowed = [
      /^\/(?:out|resources|node_modules)(?:\/@napi-rs)?$/,
      /^\/package\.json$/,
      /^\/out\/main(?:\/[\w-]+\.js)?$/,
      /^\/out\/preload(?:\/preload\.cjs)?$/,
      /^\/out\/renderer(?:\/index\.html|\/assets(?:\/[\w.-]+\.(?:js|css|woff2|svg|png|wasm))?)?$/,
      /^\/resources\/(?:icons(?:\/[\w@.]+\.png)?|samples(?:\/[\w-]+\.yaml)?|schema(?:\/[\w.-]+\.json)?)$/,
      /^\/node_modules\/better-sqlite3(?:\/package\.json|\/lib(?:\/.*)?|\/(?:build|prebuilds)(?:\/Release)?(?:\/[\w-]+\.node)?)?$/,
      /^\/node_modules\/node-pty(?:\/package\.json|\/lib(?:\/.*)?|\/build(?:\/Release(?:\/[\w.-]+)?)?)?$/,
      /^\/node_modules\/@napi-rs\/keyring(?:-[\w-]+)?(?:\/[\w.-]+)?$/,
    ];
    expect(files.filter((file) => !allowed.some((pattern) => pattern.test(file)))).toEqual([]);
    expect(
      files.filter((file) => /\.(?:ts|tsx|map)$|\.test\.|(?:^|\/)\.(?!$)|\.(?:pem|key|db|log)$/.test(file)),
    ).toEqual([]);
    expect(files).toEqual(
      expect.arrayContaining([
        '/out/main/main.js',
        '/out/main/sqlite-worker.js',
        '/out/main/background-worker.js',
        '/out/preload/preload.cjs',
        '/out/renderer/index.html',
        '/resources/samples/backup-drill.yaml',
        '/node_modules/better-sqlite3/prebuilds/linux-x64.node',
        '/node_modules/node-pty/build/Release/pty.node',
      ]),
    );
    const manifest = JSON.parse(extractFile(archive, 'package.json').toString('utf8')) as Record<string, unknown>;
    expect(manifest).toMatchObject({ name: 'ops-control-room', main: 'out/main/main.js' });
    expect(Object.keys(manifest)).not.toEqual(expect.arrayContaining(['scripts', 'devDependencies']));
    const main = extractFile(archive, 'out/main/main.js').toString('utf8');
    expect(main).not.toContain(root);
    expect(main).not.toMatch(/-----BEGIN [A-Z ]*PRIVATE KEY-----\n[A-Za-z0-9+/=]/);
  });

  test('as a Debian package has its entry, the kind of its files and its links', () => {
    const tools = join(folder, 'tools');
    mkdirSync(tools);
    // Stands in for the program that writes the package: keeps what it is given.
    const keeper = [
      `#!${process.execPath}`,
      "const { cpSync, writeFileSync } = require('node:fs');",
      'const given = process.argv.slice(2);',
      "writeFileSync(given[given.indexOf('--package') + 1], JSON.stringify(given));",
      "const files = given.filter((text) => text.includes('=/usr/share/'));",
      'for (const text of files) cpSync(text.split("=/")[0], __dirname + "/" + text.split("/").at(-1));',
    ];
    writeFileSync(join(tools, 'fpm'), keeper.join('\n'), { mode: 0o755 });
    const output = join(folder, 'deb');
    const builder = join(root, 'node_modules', 'electron-builder', 'cli.js');
    const options = [`--prepackaged=${app}`, `-c.directories.output=${output}`, `-c.electronDist=${electron ?? ''}`];
    execFileSync(process.execPath, [builder, '--linux', 'deb', '--x64', ...options], {
      cwd: root,
      stdio: 'pipe',
      env: { ...process.env, USE_SYSTEM_FPM: 'true', PATH: `${tools}:${process.env['PATH'] ?? ''}` },
    });
    const [name = ''] = readdirSync(output).filter((file) => file.endsWith('.deb'));
    expect(name).toMatch(/^ops-control-room_\d+\.\d+\.\d+_amd64\.deb$/);
    const given = JSON.parse(readFileSync(join(output, name), 'utf8')) as string[];
    const option = (flag: string): string | undefined => given[given.indexOf(flag) + 1];
    expect([option('-t'), option('--name'), option('--license')]).toEqual(['deb', 'ops-control-room', 'Apache-2.0']);
    expect(option('--url')).toMatch(/^https:/);
    expect(given.find((text) => text.endsWith('=/opt/Ops Control Room'))).toContain('linux-unpacked');
    const kept = (file: string): string => readFileSync(join(tools, file), 'utf8');
    expect(kept('ops-control-room.desktop').split('\n')).toEqual(
      expect.arrayContaining([
        'Name=Ops Control Room',
        'Exec="/opt/Ops Control Room/ops-control-room" %U',
        'MimeType=application/vnd.opsroom.proof+zip;x-scheme-handler/opsroom;',
      ]),
    );
    expect(kept('ops-control-room.xml')).toContain('<mime-type type="application/vnd.opsroom.proof+zip">');
    expect(kept('ops-control-room.xml')).toContain('<glob pattern="*.opsproof.zip"/>');
  });

  test('has its addons outside of the archive, where the system can load them', () => {
    const unpacked = join(app, 'resources', 'app.asar.unpacked', 'node_modules');
    const addons = readdirSync(unpacked, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.node'),
    );
    expect(addons).toEqual(
      expect.arrayContaining(['better-sqlite3/prebuilds/linux-x64.node', 'node-pty/build/Release/pty.node']),
    );
    expect(addons.some((file) => /keyring\.linux-x64/.test(file))).toBe(true);
    expect(addons.filter((file) => /darwin|win32/.test(file))).toEqual([]);
    expect(existsSync(join(app, 'ops-control-room'))).toBe(true);
    expect(readFileSync(join(root, 'electron-builder.yml'), 'utf8')).toContain('opsproof.zip');
  });
});
