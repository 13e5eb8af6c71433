import * as vscode from 'vscode';
import { ask } from './messages.ts';
import type { RunningClient } from './running.ts';

/** Shows the address plan of all hosts as a picture. The page holds no script. */
export async function showPlanPicture(running: RunningClient): Promise<void> {
  const picture = await ask(await running.get(), 'bridgekeeper/planPicture', undefined);
  if (picture === null) {
    void vscode.window.showInformationMessage('Bridgekeeper: no network was found to draw.');
    return;
  }
  const panel = vscode.window.createWebviewPanel('bridgekeeper.plan', 'Address plan', vscode.ViewColumn.Active, {});
  panel.webview.html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Address plan</title>
<style>body { padding: 1rem; } svg { max-width: 100%; height: auto; }</style>
</head>
<body>${picture}</body>
</html>`;
}
