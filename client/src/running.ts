import type * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';

/** Makes a client that is not started yet; its code is loaded when this is called. */
export type MakeClient = (output: vscode.LogOutputChannel) => Promise<BaseLanguageClient>;

/** The one client of the window, started when it is first needed. */
export class RunningClient {
  #client: Promise<BaseLanguageClient> | undefined;
  readonly #prepared: ((client: BaseLanguageClient) => void)[] = [];

  constructor(
    private readonly make: MakeClient,
    private readonly output: vscode.LogOutputChannel,
  ) {}

  /** Has something done with every new client before it starts. */
  prepare(action: (client: BaseLanguageClient) => void): void {
    this.#prepared.push(action);
  }

  /** The started client. */
  get(): Promise<BaseLanguageClient> {
    this.#client ??= this.#start();
    return this.#client;
  }

  async #start(): Promise<BaseLanguageClient> {
    const client = await this.make(this.output);
    for (const action of this.#prepared) action(client);
    await client.start();
    return client;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.get();
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await (await client?.catch(() => undefined))?.dispose();
  }
}
