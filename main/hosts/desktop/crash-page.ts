import { APP_URL } from './origin.ts';

export const CRASH_PATH = '/crashed';
export const CRASH_URL = `${APP_URL}crashed`;

/** What stands in the window after the page crashed. It needs no script: whatever broke the page cannot break this one. */
export function crashPage(nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Ops Control Room</title>
<style nonce="${nonce}">
html { color-scheme: light dark; height: 100% }
body { margin: 0; height: 100%; display: grid; place-content: center; justify-items: start; gap: 12px; padding: 24px;
  font: 14px/20px system-ui, sans-serif; -webkit-app-region: drag }
h1 { font-size: 20px; line-height: 24px; margin: 0 }
p { margin: 0; max-width: 52ch }
a { -webkit-app-region: no-drag; color: CanvasText; border: 1px solid; border-radius: 5px; padding: 5px 12px; text-decoration: none }
a:focus-visible { outline: 2px solid; outline-offset: 2px }
</style>
</head>
<body>
<h1>The window stopped working</h1>
<p>Your runs go on: they do not depend on this window. Nothing that was recorded is lost. What was typed and not saved is gone.</p>
<a href="${APP_URL}" autofocus>Open the window again</a>
</body>
</html>
`;
}
