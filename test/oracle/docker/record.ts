/** One experiment of the records: a ruleset, perhaps changed while Docker ran, and what became of the traffic. */
export interface Experiment {
  readonly id: string;
  readonly title: string;
  readonly preload: string;
  /** A shell script that runs after the first probes. */
  readonly while_running: string | null;
  readonly daemon_json: Readonly<Record<string, unknown>> | null;
  readonly verdict: string;
  readonly results: readonly FlavourResult[];
}

/** Probes by name: `ok:WHO` or `FAIL reason`. */
export type Probes = Readonly<Record<string, string>>;

/** What happened with one engine. */
export interface FlavourResult {
  /** `28-iptables`, `29-nftables`, perhaps with more words behind it. */
  readonly engine: string;
  readonly daemon_started: boolean;
  readonly message?: string | null;
  readonly log?: readonly string[];
  readonly network_create?: unknown;
  readonly container_run?: unknown;
  /** Against the reference results of the engine. */
  readonly probes_changed?: Probes | null;
  readonly all_probes?: Probes;
  readonly source_address_seen_outside?: string | null;
  readonly additionally_broken_with_bridge_nf_call_iptables_1?: readonly string[];
  readonly icc_false_enforced?: boolean;
  readonly iptables_insert_into_DOCKER_USER?: string;
  readonly iptables_cli?: Readonly<Record<string, string>>;
  readonly after_post?: {
    readonly probes_changed: Probes;
    readonly source_address_seen_outside?: string;
    readonly network_create?: string;
    readonly run_with_port?: string;
    readonly that_port_reachable?: string | null;
    readonly restart_of_c1?: string;
    readonly port_of_c1?: string;
  };
  readonly daemon_restart?: {
    readonly started: boolean;
    readonly log?: readonly string[];
    readonly containers_start?: string;
    readonly probes_changed?: Probes;
  } | null;
}

export interface Records {
  readonly reference_results: Readonly<Record<string, Probes>>;
  readonly experiments: readonly Experiment[];
}

/** Reads a file of records. Throws when it has another shape: whoever runs the comparison wants to know. */
export function readRecords(text: string): Records {
  const data = JSON.parse(text) as Partial<Records>;
  if (!data.reference_results || !Array.isArray(data.experiments)) throw new Error('no "reference_results" and "experiments"');
  return data as Records;
}
