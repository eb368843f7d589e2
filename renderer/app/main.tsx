import './without-eval.ts';
import '#renderer/ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startConnection } from '#renderer/client/connection.ts';
import { startLive } from '#renderer/client/live.ts';
import { listenToKeys } from '#renderer/ui/commands/listen-to-keys.ts';
import { startTheme } from '#renderer/ui/theme.ts';
import { App } from './app.tsx';
import { nonceStyles } from './style-nonce.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no element #root');

nonceStyles();
startTheme();
startConnection();
startLive();
listenToKeys();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
