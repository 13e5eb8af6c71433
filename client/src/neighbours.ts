import * as vscode from 'vscode';
import { NEIGHBOURS } from './messages.ts';
import type { RunningClient } from './running.ts';

/** Another extension that reports mistakes, what it says (see server/src/checks/finding.ts), and the setting that silences it. */
const SPEAKERS: readonly {
  readonly id: string;
  readonly says: readonly string[];
  readonly unless?: readonly [string, string];
}[] = [
  { id: 'redhat.vscode-yaml', says: ['yaml', 'compose-schema'], unless: ['yaml', 'validate'] },
  { id: 'docker.docker', says: ['yaml', 'compose-names'] },
  { id: 'ms-azuretools.vscode-containers', says: ['yaml'] },
  { id: 'ms-azuretools.vscode-docker', says: ['yaml'] },
  { id: 'vscode.json-language-features', says: ['json'], unless: ['json', 'validate.enable'] },
];

/** What other extensions say, so that we need not. */
export function neighbours(): string[] {
  const speaks = ({ id, unless }: (typeof SPEAKERS)[number]) =>
    vscode.extensions.getExtension(id) !== undefined &&
    (unless === undefined || vscode.workspace.getConfiguration(unless[0]).get<boolean>(unless[1]) !== false);
  return [...new Set(SPEAKERS.filter(speaks).flatMap(({ says }) => says))];
}

/** Tells the server when extensions are installed, removed or silenced. */
export function watchNeighbours(running: RunningClient): vscode.Disposable {
  let told = neighbours().join();
  const tell = () => {
    const now = neighbours();
    if (now.join() === told) return;
    told = now.join();
    void running.get().then((client) => client.sendNotification(NEIGHBOURS, { neighbours: now }));
  };
  return vscode.Disposable.from(
    vscode.extensions.onDidChange(tell),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (SPEAKERS.some(({ unless }) => unless && change.affectsConfiguration(unless.join('.')))) tell();
    }),
  );
}
