import type { FilesInput } from '../../server/src/library/index.ts';
import { fixture } from './fixture.ts';
import { findingsIn } from './rules.ts';

/** What a rule says about compose files: `severity text`, where the text is what is marked. A text without `//- NAME` is compose.yaml. */
export function said(rule: string, text: string, config?: FilesInput['config']): string[] {
  const { files } = fixture(text, 'compose.yaml');
  return findingsIn(config ? { files, config } : { files }, rule).map(
    ({ severity, file, range }) => `${severity} ${files[file]?.slice(range.start, range.end)}`,
  );
}

/** A project with one service on one network; `network` is what stands under the network, in block style without indentation. */
export function onNetwork(network: string, service = 'networks: [n]'): string {
  const indent = (lines: string) =>
    lines
      .split('\n')
      .map((line) => `    ${line}`)
      .join('\n');
  return `services:\n  a:\n    image: i\n${indent(service)}\nnetworks:\n  n:\n${indent(network)}\n`;
}

/** An `ipam` with one entry in flow style. */
export function ipam(entry: string): string {
  return `ipam: {config: [{${entry}}]}`;
}
