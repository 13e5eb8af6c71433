import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { FileId } from '../base/paths.ts';
import { type FileKind, fileKind } from '../workspace/file-kind.ts';
import type { OpenDocuments } from './folder.ts';
import { fromUri } from './uris.ts';

/** What a language mode of the editor says about a file whose name says nothing. */
const LANGUAGES: Readonly<Record<string, FileKind>> = {
  nftables: 'nftables',
  nft: 'nftables',
  dockercompose: 'compose',
  'yaml.docker-compose': 'compose',
  shellscript: 'shell',
  sh: 'shell',
  bash: 'shell',
};

/** Schemes of documents that show an older or made-up version of a file: judging them would say everything twice. */
const SHOWN_ELSEWHERE =
  /^(?:git|gitfs|gitlens|gitlab|review|pr|output|debug|search-editor|vscode-[\w-]*(?:diff|notebook|chat)[\w-]*|bridgekeeper[\w-]*):/;

/** The documents that are open in the editor, with the text they have there. */
export class Documents implements OpenDocuments {
  readonly #documents = new Map<FileId, TextDocument>();

  /** Opens a document; undefined when it is of no interest. */
  add(uri: string, languageId: string, version: number, text: string): FileId | undefined {
    if (SHOWN_ELSEWHERE.test(uri)) return undefined;
    const file = fromUri(uri);
    this.#documents.set(file, TextDocument.create(uri, languageId, version, text));
    return file;
  }

  change(uri: string, version: number, changes: TextDocumentContentChangeEvent[]): FileId | undefined {
    const file = fromUri(uri);
    const document = this.#documents.get(file);
    if (!document) return undefined;
    this.#documents.set(file, TextDocument.update(document, changes, version));
    return file;
  }

  remove(uri: string): FileId | undefined {
    const file = fromUri(uri);
    return this.#documents.delete(file) ? file : undefined;
  }

  open(file: FileId) {
    const document = this.#documents.get(file);
    if (!document) return undefined;
    const text = document.getText();
    return { text, kind: fileKind(file, text) ?? LANGUAGES[document.languageId] };
  }

  openFiles(): Iterable<FileId> {
    return this.#documents.keys();
  }

  /** The address that the client gave; undefined for a file that is not open. */
  uri(file: FileId): string | undefined {
    return this.#documents.get(file)?.uri;
  }

  /** The language mode that a document has in the editor; undefined for a file that is not open. */
  language(file: FileId): string | undefined {
    return this.#documents.get(file)?.languageId;
  }

  version(file: FileId): number | undefined {
    return this.#documents.get(file)?.version;
  }
}
