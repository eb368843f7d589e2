import { onTestFinished } from 'vitest';
import type { HostContext } from '#main/api/context.ts';
import { createApiContext } from '#main/hosts/api-context.ts';
import type { ControlRoom } from '#main/hosts/compose.ts';
import { browserHost } from '#main/hosts/server/browser-host.ts';

/** What the calls of a browser page delegate to, closed with the test. */
export function browserContext(room: ControlRoom): HostContext {
  const open = createApiContext(room, { host: browserHost('linux') });
  onTestFinished(() => open.close());
  return { api: open.api };
}
