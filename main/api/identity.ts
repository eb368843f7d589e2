import { open } from './base.ts';

export const identityCalls = {
  get: open.identity.get.handler(({ context }) => context.api.identity.get()),
  create: open.identity.create.handler(({ context, input }) => context.api.identity.create(input.passphrase)),
  rotate: open.identity.rotate.handler(({ context, input }) => context.api.identity.rotate(input.passphrase)),
  publicKey: open.identity.publicKey.handler(async ({ context, input }) => ({
    text: await context.api.identity.publicKey(input.form),
  })),
  trusted: open.identity.trusted.handler(({ context }) => context.api.identity.trusted()),
  trust: open.identity.trust.handler(({ context, input }) => context.api.identity.trust(input.name, input.key)),
  distrust: open.identity.distrust.handler(async ({ context, input }) => {
    await context.api.identity.distrust(input.fingerprint);
    return null;
  }),
};
