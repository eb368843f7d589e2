// The policy of the page forbids to make functions from text. The reader of schemas would try it, and be reported.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
