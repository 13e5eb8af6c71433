import * as vscode from 'vscode';
import { ask } from './messages.ts';
import type { RunningClient } from './running.ts';

/** Shows the address plan of all hosts as a picture. The page holds no script. */
export async function showPlanPicture(running: RunningClient): Promise<void> {
  const pictures = await ask(await running.get(), 'bridgekeeper/planPicture', undefined);
  if (pictures.length === 0) {
    void vscode.window.showInformationMessage('Bridgekeeper: there is no host to draw.');
    return;
  }
  const panel = vscode.window.createWebviewPanel('bridgekeeper.plan', 'Address plan', vscode.ViewColumn.Active, {});
  panel.webview.html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Address plan</title>
<style>
body { padding: 1rem; }
svg { display: block; max-width: 100%; height: auto; margin-bottom: 2rem; }
body svg text { fill: var(--vscode-foreground); font-family: var(--vscode-font-family); }
body svg .detail, body svg .free { fill: var(--vscode-descriptionForeground); }
</style>
</head>
<body>${pictures.join('')}</body>
</html>`;
}
