/** What the page posts to its own window to be given its port on the desktop; asked again, it gets a new one. */
export const PORT_REQUEST = 'opsroom:port-request';

/** The message that carries the port, from the preload to the page. */
export const PORT_GRANT = 'opsroom:port';

/** Name of the bridge on `window`; absent in a browser. */
export const BRIDGE_NAME = 'opsroom';

/** All that the desktop's page gets beside its port. */
export interface DesktopBridge {
  /** Opens a proof bundle that was dropped (a `File` of the system); the id for `proofs.verify`, or null for anything else. */
  openDropped(file: object): Promise<string | null>;
}
