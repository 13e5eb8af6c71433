import type * as vscode from 'vscode';
import type { DocumentFilter, LanguageClientOptions } from 'vscode-languageclient';
import { neighbours } from './neighbours.ts';

/** Documents that the server may have something to say about; it looks at their names and first lines itself. */
export const DOCUMENTS: DocumentFilter[] = [
  { language: 'nftables' },
  { language: 'dockercompose' },
  { language: 'shellscript' },
  { language: 'makefile' },
  { pattern: '**/{compose,docker-compose}*.{yml,yaml}' },
  { pattern: '**/daemon.json' },
  { pattern: '**/docker.service' },
  { pattern: '**/docker.service.d/*.conf' },
  { pattern: '**/etc/{default,sysconfig}/docker*' },
  { pattern: '**/sysctl.conf' },
  { pattern: '**/sysctl.d/*.conf' },
  { pattern: '**/{rules.v4,rules.v6,iptables,ip6tables}' },
  { pattern: '**/.env' },
  { pattern: '**/.bridgekeeper.{json,jsonc}' },
].map((filter) => filter as DocumentFilter);

/** What both kinds of client tell the server. */
export function clientOptions(output: vscode.LogOutputChannel): LanguageClientOptions {
  return {
    documentSelector: DOCUMENTS,
    outputChannel: output,
    synchronize: {},
    diagnosticPullOptions: { onChange: true, onTabs: false },
    initializationOptions: {
      ruleLink: `command:bridgekeeper.explainRule?${encodeURIComponent('"{rule}"').replaceAll('%7B', '{').replaceAll('%7D', '}')}`,
      commands: true,
      neighbours: neighbours(),
    },
  };
}
