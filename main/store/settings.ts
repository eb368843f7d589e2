import type { SettingsStore } from '#main/engine/ports/store.ts';
import { DEFAULT_SETTINGS, type Settings, settings as schema } from '#shared/api/settings.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { Connection } from './connection.ts';
import type { Wake } from './wake.ts';

type Stored = Readonly<Record<string, unknown>>;

/**
 * Settings are one JSON object. Members that this release does not know were set by a later one, and stay as they are; a
 * member that it cannot read counts as not set until it is set again.
 */
export function settingsStore(connection: Connection, wake: Wake): SettingsStore {
  const stored = (): Stored => {
    const row = connection.get<{ readonly body: string }>('select body from settings where id = 1');
    return row === undefined ? {} : (JSON.parse(row.body) as Stored);
  };
  return {
    get: () => readable(stored()),

    update(change, now) {
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      const parsed = schema.partial().safeParse(given);
      if (!parsed.success) {
        const [issue] = parsed.error.issues;
        throw new AppError(
          'settings.invalid',
          `${issue?.path.join('.') ?? 'settings'}: ${issue?.message ?? 'invalid'}`,
        );
      }
      const changed = connection.write(() => {
        const body = { ...stored(), ...parsed.data };
        connection.run(
          `insert into settings (id, body, updated_at) values (1, ?, ?)
           on conflict (id) do update set body = excluded.body, updated_at = excluded.updated_at`,
          JSON.stringify(body),
          now,
        );
        return readable(body);
      });
      wake.notify();
      return changed;
    },
  };
}

function readable(stored: Stored): Settings {
  const known = Object.entries(schema.shape).flatMap(([name, member]) => {
    const parsed = member.safeParse(stored[name]);
    return parsed.success ? [[name, parsed.data] as const] : [];
  });
  return { ...DEFAULT_SETTINGS, ...Object.fromEntries(known) };
}
