import type { McpDesk } from '#main/api/ports/mcp-desk.ts';
import type { RegisteredServer } from '#main/engine/ports/mcp.ts';
import type { McpHub } from '#main/tools/mcp/hub-types.ts';
import type { ServerRow } from '#shared/api/mcp-views.ts';
import { AppError } from '#shared/lib/app-error.ts';
import type { ControlRoom } from '../compose.ts';
import { importContext } from '../mcp-import/import-context.ts';
import { askedByImport, openImport } from '../mcp-import/open-import.ts';
import { refuseExisting, secretsOf } from '../mcp-import/take-import.ts';
import { contentView, contentViews } from './mcp/content-view.ts';
import { EventQueue } from './mcp/event-queue.ts';
import { FollowedResources } from './mcp/follow-resource.ts';
import { Imports } from './mcp/imports.ts';
import { maskedError, withoutSecrets } from './mcp/masked-error.ts';
import { PersonsCalls } from './mcp/persons-calls.ts';
import { offerDigest, serverDetail, serverRow } from './mcp/server-views.ts';

type Room = Pick<ControlRoom, 'dataDir' | 'store' | 'services' | 'vault' | 'knownSecrets' | 'environment' | 'actor'>;

/** Messages of the protocol in one word of its stream. */
const MOST_MESSAGES = 200;

/** The MCP servers of a room, as people use them over `hub`. */
export function openMcpDesk(room: Room, hub: McpHub): McpDesk {
  const { store, knownSecrets, vault, environment } = room;
  const { clock } = room.services;
  const servers = store.mcp;
  const actor = room.actor.name;
  const calls = new PersonsCalls({ servers, hub, mask: knownSecrets, clock, actor });
  const followed = new FollowedResources(hub, knownSecrets);
  const imports = new Imports({
    servers,
    now: () => clock.now(),
    async setSecret(name, value) {
      // First: what fails while it is stored must not show it either.
      knownSecrets.register(value);
      await vault.set(name, value);
    },
  });

  const found = (name: string): RegisteredServer => {
    const registered = servers.get(name);
    if (registered !== undefined) return registered;
    throw new AppError('mcp.unknown-server', `there is no MCP server ${name}`, { hint: 'look at the list again' });
  };
  const known = (registered: RegisteredServer) => {
    const { name } = registered.definition;
    return { registered, status: hub.status(name), offer: hub.lastOffer(name) };
  };
  const rowOf = (name: string): ServerRow => serverRow(known(found(name)), knownSecrets);
  /** Pins what is offered where nothing was pinned before. */
  const pinFirst = (name: string): void => {
    const offer = hub.lastOffer(name);
    if (found(name).pins !== null || offer === null || offer.duplicates.length > 0) return;
    servers.pin(name, offer.snapshot, actor, clock.now());
  };

  return {
    list: () => ({
      servers: servers.list().map((one) => serverRow(known(one), knownSecrets)),
      unreadable: servers.unreadable(),
    }),
    async *changes(signal) {
      const queue = new EventQueue<readonly string[]>();
      const stop = hub.listen(({ kind, server }) => {
        if (kind !== 'protocol') queue.push([server]);
      });
      try {
        yield [];
        yield* queue.values(signal);
      } finally {
        stop();
      }
    },
    async get(name) {
      const registered = found(name);
      const there = new Set((await vault.list()).map((entry) => entry.name));
      const missingSecrets = secretsOf(registered.definition).filter(
        (secret) => !there.has(secret) && environment[secret] === undefined,
      );
      const planRules = servers.planRules().filter(({ server }) => server === name);
      return serverDetail(known(registered), knownSecrets, { missingSecrets, planRules });
    },
    async add(definition, replace) {
      const { name } = definition;
      if (replace === false) refuseExisting(servers, [name]);
      if (typeof replace === 'string' && found(name).digest !== replace) {
        throw new AppError('mcp.definition-changed', `${name} was changed since it was shown`, {
          hint: 'open it again to change what it is now',
        });
      }
      servers.put(definition, 'typed in', clock.now());
      await hub.stop(name);
      return rowOf(name);
    },
    readImportAsks: (data) => askedByImport(Buffer.from(data, 'base64')),
    readImport(data, inputs) {
      const context = importContext(servers, environment, { inputs });
      const bytes = Buffer.from(data, 'base64');
      return imports.preview(openImport(bytes, { dataDir: room.dataDir, platform: process.platform }, context));
    },
    async importServers(importId, names, replace) {
      const stored = await imports.take(importId, names, replace);
      for (const { definition } of stored) await hub.stop(definition.name);
      return stored.map(({ definition }) => rowOf(definition.name));
    },
    async remove(name) {
      await hub.stop(name);
      servers.remove(name);
    },
    async setEnabled(name, enabled) {
      servers.setEnabled(name, enabled, clock.now());
      if (!enabled) await hub.stop(name);
      return rowOf(name);
    },
    async approve(name, digest) {
      servers.approve(name, digest, actor, clock.now());
      if (!found(name).isEnabled) return rowOf(name);
      await hub.start(name);
      pinFirst(name);
      return rowOf(name);
    },
    async start(name) {
      found(name);
      await hub.start(name);
      pinFirst(name);
      return rowOf(name);
    },
    async stop(name) {
      found(name);
      await hub.stop(name);
      return rowOf(name);
    },
    async restart(name) {
      found(name);
      await hub.restart(name);
      return rowOf(name);
    },
    async acceptOffer(name, offer) {
      found(name);
      const now = hub.lastOffer(name);
      if (now === null || offerDigest(now.snapshot) !== offer) {
        throw new AppError('mcp.offer-changed', `${name} offers something else by now`, {
          hint: 'look at the changes again',
        });
      }
      servers.pin(name, now.snapshot, actor, clock.now());
      return rowOf(name);
    },
    async *login(name, signal) {
      found(name);
      const urls = new EventQueue<{ readonly url: string }>();
      const stop = new AbortController();
      const show = (url: string): Promise<void> => {
        urls.push({ url });
        return Promise.resolve();
      };
      hub.login(name, show, AbortSignal.any([signal, stop.signal])).then(
        () => urls.end(),
        (error: unknown) => urls.end(maskedError(error, knownSecrets)),
      );
      try {
        yield* urls.values(signal);
        if (!signal.aborted) await hub.start(name);
        pinFirst(name);
      } finally {
        stop.abort();
      }
    },
    setRule(name, tool, { permission, effect }) {
      const rule = { ...(permission === undefined ? {} : { permission }), ...(effect === undefined ? {} : { effect }) };
      servers.setRule(name, tool, rule, clock.now());
      return rowOf(name);
    },
    setPlanRule: (rule) => servers.setPlanRule(rule),
    call: (request, signal) => calls.call(request, signal),
    answer: (callId, questionId, answer) => calls.answer(callId, questionId, answer),
    calls: (name, tool, limit) =>
      servers
        .calls(name, tool === null ? limit : 1000)
        .filter((call) => tool === null || call.tool === tool)
        .slice(0, limit),
    readResource: (name, uri, signal) =>
      withoutSecrets(knownSecrets, async () => contentViews(await hub.readResource(name, uri, signal), knownSecrets)),
    followResource: (name, uri, signal) => followed.follow(name, uri, signal),
    getPrompt: (name, prompt, values, signal) =>
      withoutSecrets(knownSecrets, async () => {
        const { description, messages } = await hub.getPrompt(name, prompt, values, signal);
        return {
          description: knownSecrets.text(description),
          messages: messages.map(({ role, content }) => ({ role, content: contentView(content, knownSecrets) })),
        };
      }),
    complete: (name, wish, signal) =>
      withoutSecrets(knownSecrets, async () =>
        (await hub.complete(name, wish, signal)).map((value) => knownSecrets.text(value)),
      ),
    async *protocol(name, after, signal) {
      found(name);
      const wakes = new EventQueue<null>();
      const stop = hub.listen((change) => {
        if (change.kind === 'protocol' && change.server === name) wakes.push(null);
      });
      let seq = after;
      try {
        wakes.push(null);
        for await (const _ of wakes.values(signal)) {
          const fresh = hub.protocol(name, seq);
          for (let at = 0; at < fresh.length; at += MOST_MESSAGES) {
            const part = fresh.slice(at, at + MOST_MESSAGES);
            seq = part.at(-1)?.seq ?? seq;
            yield part;
          }
        }
      } finally {
        stop();
      }
    },
    exportProtocol: (name) => hub.exportProtocol(found(name).definition.name),
    serverLog: (name) => hub.serverLog(found(name).definition.name),
  };
}
