import { BRIDGE_NAME, type DesktopBridge } from '#shared/api/desktop-bridge.ts';
import { LARGEST_MESSAGE } from '#shared/api/limits.ts';
import { keepUploaded } from './uploaded-bundles.ts';

/** A file and the call around it go to the control room in one message. */
const MOST_UPLOADED = LARGEST_MESSAGE - 1_048_576;

/** True for the name of a file that may be a bundle. */
export function isBundleName(name: string): boolean {
  return /\.zip$/i.test(name);
}

/** The id under which `/bundles/:id` shows a file; why it cannot, where it cannot. */
export async function bundleId(
  file: File,
): Promise<{ readonly ok: true; readonly id: string } | { readonly ok: false; readonly why: string }> {
  if (!isBundleName(file.name)) return { ok: false, why: 'A proof bundle is a .opsproof.zip file. Nothing was read.' };
  const opened = await bridge()?.openDropped(file);
  if (typeof opened === 'string') return { ok: true, id: opened };
  if (file.size > MOST_UPLOADED) {
    return { ok: false, why: 'It is too large for the browser view. Use opsroom verify, or the desktop app.' };
  }
  return { ok: true, id: keepUploaded(file) };
}

function bridge(): DesktopBridge | undefined {
  return (window as unknown as Readonly<Record<string, DesktopBridge | undefined>>)[BRIDGE_NAME];
}
