import type { Identity } from '#main/proof/sign/identity.ts';
import { type KeyWrap, passphraseWrap, secretWrap, unprotectedWrap } from '#main/proof/sign/key-wrap.ts';
import type { KeySource } from '#main/secrets/key-source.ts';
import { keyringKeySource, probeKeyring } from '#main/secrets/keyring.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { isJsonObject, type JsonObject } from '#shared/lib/json.ts';
import { parseJson } from '#shared/lib/parse-json.ts';

/** What keeps the signing key of a data folder. */
export interface SigningKeyOptions {
  /** Asks for a passphrase; an empty answer for a new key leaves it unprotected. Absent where nobody can be asked. */
  readonly passphrase: ((use: 'new' | 'open') => Promise<string>) | undefined;
  readonly keyring?: KeySource;
  readonly probe?: typeof probeKeyring;
}

/** The wrap that a stored key needs. Throws AppError `identity.other-wrap`, `identity.locked`. */
export function wrapOfIdentity(identity: Pick<Identity, 'protection'>, options: SigningKeyOptions): SigningWrap {
  const { kind } = identity.protection;
  switch (kind) {
    case unprotectedWrap.kind:
      return plain(unprotectedWrap);
    case 'keyring':
      return keyringWrap(options.keyring);
    case 'passphrase':
      return plain(
        passphraseWrap(async () => {
          if (options.passphrase !== undefined) return options.passphrase('open');
          throw new AppError('identity.locked', 'the signing key is protected by a passphrase, and none was given', {
            hint: 'set OPSROOM_PASSPHRASE, or type it when asked',
          });
        }),
      );
    default:
      throw new AppError('identity.other-wrap', `the signing key is kept by ${kind}, which this program cannot open`, {
        hint: 'sign with the program that made the key',
      });
  }
}

/** The best wrap for a new key: the platform's keyring, else a passphrase, else none, which is said wherever the key is shown. */
export async function wrapForNewKey(options: SigningKeyOptions): Promise<SigningWrap> {
  const { passphrase, keyring, probe = probeKeyring } = options;
  if ((await probe()).works) return keyringWrap(keyring);
  const text = (await passphrase?.('new')) ?? '';
  return plain(text === '' ? unprotectedWrap : passphraseWrap(() => Promise.resolve(text)));
}

/** A wrap, and how to give up what it keeps outside of the identity's file. */
export interface SigningWrap extends KeyWrap {
  /** Removes what the keys that were unwrapped here needed: they are used no more. */
  forget(): Promise<void>;
}

function plain(wrap: KeyWrap): SigningWrap {
  return { ...wrap, forget: () => Promise.resolve() };
}

/** Each key gets an entry of its own in the keyring; which one stands beside the sealed key. */
function keyringWrap(source: KeySource = keyringKeySource()): SigningWrap {
  const kind = 'keyring';
  const opened: JsonObject[] = [];
  return {
    kind,
    isProtected: true,
    async wrap(key) {
      const { key: secret, parameters } = await source.create();
      const sealed = await secretWrap(kind, () => Promise.resolve(secret)).wrap(key);
      return Buffer.from(JSON.stringify({ parameters, sealed: Buffer.from(sealed).toString('base64') }));
    },
    async unwrap(wrapped) {
      const stored = parseJson(Buffer.from(wrapped).toString('utf8'));
      const { parameters, sealed } = stored.ok && isJsonObject(stored.value) ? stored.value : {};
      if (!isJsonObject(parameters) || typeof sealed !== 'string') {
        throw new AppError(
          'identity.locked',
          'the stored signing key does not say which entry of the keyring opens it',
          {
            hint: 'restore identity.json from a backup',
          },
        );
      }
      const secret = () => openEntry(source, parameters);
      const key = await secretWrap(kind, secret).unwrap(Buffer.from(sealed, 'base64'));
      opened.push(parameters);
      return key;
    },
    async forget() {
      for (const parameters of opened.splice(0)) await source.forget(parameters);
    },
  };
}

async function openEntry(source: KeySource, parameters: JsonObject): Promise<Buffer> {
  try {
    return await source.open(parameters);
  } catch (cause) {
    throw new AppError('identity.locked', 'the keyring does not give the key that opens the signing key', {
      hint: 'unlock the keyring, as the user who made the identity',
      cause,
    });
  }
}
