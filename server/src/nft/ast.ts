/**
 * What nftables text says, without what it means. Offsets (`start`, `end`) count UTF-16 units from the beginning of the unit (a rule,
 * a declaration) that holds the node, so a unit that an edit did not touch stays as it is when text before it changes.
 */
export interface Span {
  readonly start: number;
  readonly end: number;
}

// --- expressions

/** A word, an address, a duration or a quoted text: what it is depends on the type that is expected where it stands. */
export interface SymbolExpr extends Span {
  readonly kind: 'symbol';
  /** Without quotes. */
  readonly text: string;
  readonly quoted: boolean;
  /** A keyword used as a value, as `tcp` in `ip protocol tcp`. */
  readonly keyword: boolean;
}

export interface NumberExpr extends Span {
  readonly kind: 'number';
  /** As written: decimal, or `0x` and hexadecimal. */
  readonly text: string;
  readonly negative: boolean;
}

export interface VariableExpr extends Span {
  readonly kind: 'variable';
  readonly name: string;
}

export interface BooleanExpr extends Span {
  readonly kind: 'boolean';
  readonly exists: boolean;
}

/** Something a packet, a connection or a route is asked for. */
export interface SelectorExpr extends Span {
  readonly kind: 'selector';
  readonly group: SelectorGroup;
  /** The words with one blank between them: `ip saddr`, `ct original proto-dst`. */
  readonly text: string;
}
export type SelectorGroup =
  | 'payload'
  | 'exthdr'
  | 'meta'
  | 'ct'
  | 'rt'
  | 'socket'
  | 'osf'
  | 'fib'
  | 'ipsec'
  | 'tunnel'
  | 'numgen';

export interface HashExpr extends Span {
  readonly kind: 'hash';
  readonly of?: Expr | undefined;
  readonly modulus: number;
}

export interface ConcatExpr extends Span {
  readonly kind: 'concat';
  readonly parts: readonly Expr[];
}

export interface ListExpr extends Span {
  readonly kind: 'list';
  readonly items: readonly Expr[];
}

export type BinaryOperator = '&' | '|' | '^' | '<<' | '>>';
export interface BinaryExpr extends Span {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expr;
  readonly right: Expr;
}

export interface PrefixExpr extends Span {
  readonly kind: 'prefix';
  readonly base: Expr;
  readonly length: NumberExpr;
}

export interface RangeExpr extends Span {
  readonly kind: 'range';
  readonly low: Expr;
  readonly high: Expr;
}

export interface SetExpr extends Span {
  readonly kind: 'set';
  readonly elements: readonly (ElementExpr | SetExpr)[];
}

export interface ElementExpr extends Span {
  readonly kind: 'element';
  readonly key: Expr;
  readonly data?: Expr | undefined;
  readonly options: readonly ElementOption[];
}

export interface ElementOption extends Span {
  readonly option: 'timeout' | 'expires' | 'comment' | 'statement';
  readonly text: string;
  /** Of a statement: counter, limit, quota, last, ct count. */
  readonly statement?: Statement | undefined;
}

/** `@name` */
export interface SetReferenceExpr extends Span {
  readonly kind: 'set-reference';
  readonly name: string;
}

export interface MapExpr extends Span {
  readonly kind: 'map';
  readonly key: Expr;
  readonly map: Expr;
}

/** `*` as the key of an element. */
export interface CatchAllExpr extends Span {
  readonly kind: 'catch-all';
}

export interface VerdictExpr extends Span {
  readonly kind: 'verdict';
  readonly verdict: 'accept' | 'drop' | 'continue' | 'return' | 'jump' | 'goto';
  /** Where a jump goes: a chain's name, or a variable that holds one. */
  readonly chain?: SymbolExpr | VariableExpr | undefined;
  /** The rules of an anonymous chain. */
  readonly body?: readonly AnonymousRule[] | undefined;
}

export type Expr =
  | SymbolExpr
  | NumberExpr
  | VariableExpr
  | BooleanExpr
  | SelectorExpr
  | HashExpr
  | ConcatExpr
  | ListExpr
  | BinaryExpr
  | PrefixExpr
  | RangeExpr
  | SetExpr
  | ElementExpr
  | SetReferenceExpr
  | MapExpr
  | CatchAllExpr
  | VerdictExpr;

/** A rule of an anonymous chain: part of the unit around it, and its offsets count from that unit's start. */
export interface AnonymousRule extends Span {
  readonly rule: Rule;
}

// --- statements

export type MatchOperator = 'implicit' | '==' | '!=' | '<' | '>' | '<=' | '>=' | '!';

export interface MatchStatement extends Span {
  readonly kind: 'match';
  readonly left: Expr;
  readonly operator: MatchOperator;
  readonly right: Expr;
  /** `flags VALUE / MASK` */
  readonly mask?: Expr | undefined;
}
export interface VmapStatement extends Span {
  readonly kind: 'vmap';
  readonly key: Expr;
  readonly map: Expr;
}
export interface VerdictStatement extends Span {
  readonly kind: 'verdict';
  readonly verdict: VerdictExpr;
}
/** counter, limit, quota, last, ct count: by their own values or by the name of an object. */
export interface StatefulStatement extends Span {
  readonly kind: 'counter' | 'limit' | 'quota' | 'last' | 'connlimit';
  readonly object?: Expr | undefined;
  /** The words behind the keyword, for statements with their own values. */
  readonly text: string;
}
export interface LogStatement extends Span {
  readonly kind: 'log';
  readonly options: readonly LogOption[];
}
export interface LogOption extends Span {
  readonly option: 'prefix' | 'group' | 'snaplen' | 'queue-threshold' | 'level' | 'flags';
  readonly value: string;
}
export interface RejectStatement extends Span {
  readonly kind: 'reject';
  readonly with?: 'tcp reset' | 'icmp' | 'icmpv6' | 'icmpx' | undefined;
  readonly code?: SymbolExpr | NumberExpr | undefined;
}
export interface NatStatement extends Span {
  readonly kind: 'nat';
  readonly type: 'snat' | 'dnat' | 'masquerade' | 'redirect' | 'tproxy';
  readonly family?: 'ip' | 'ip6' | undefined;
  readonly form: 'plain' | 'prefix' | 'interval' | 'concat';
  readonly address?: Expr | undefined;
  readonly port?: Expr | undefined;
  readonly flags: readonly string[];
}
export interface QueueStatement extends Span {
  readonly kind: 'queue';
  readonly target?: Expr | undefined;
  readonly flags: readonly string[];
}
export interface DupStatement extends Span {
  readonly kind: 'dup' | 'fwd';
  readonly family?: 'ip' | 'ip6' | undefined;
  readonly address?: Expr | undefined;
  readonly device?: Expr | undefined;
}
export interface FlowStatement extends Span {
  readonly kind: 'flow';
  readonly flowtable: SymbolExpr;
}
export interface NotrackStatement extends Span {
  readonly kind: 'notrack';
}
export interface ObjectStatement extends Span {
  readonly kind: 'synproxy' | 'tunnel';
  readonly object?: Expr | undefined;
  readonly text: string;
}
/** `SELECTOR set VALUE` */
export interface MangleStatement extends Span {
  readonly kind: 'mangle';
  readonly target: SelectorExpr;
  readonly value: Expr;
}
/** `add @set { KEY … }` */
export interface SetStatement extends Span {
  readonly kind: 'set-statement';
  readonly operation: 'add' | 'update' | 'delete';
  readonly set: SetReferenceExpr | VariableExpr;
  readonly key: Expr;
  readonly data?: Expr | undefined;
  readonly options: readonly ElementOption[];
}
export interface MeterStatement extends Span {
  readonly kind: 'meter';
  readonly name: string;
  readonly size?: number | undefined;
  readonly key: Expr;
  readonly options: readonly ElementOption[];
  readonly statement: Statement;
}
export interface ResetOptionStatement extends Span {
  readonly kind: 'reset-option';
  readonly text: string;
}
export interface XtStatement extends Span {
  readonly kind: 'xt';
}

export type Statement =
  | MatchStatement
  | VmapStatement
  | VerdictStatement
  | StatefulStatement
  | LogStatement
  | RejectStatement
  | NatStatement
  | QueueStatement
  | DupStatement
  | FlowStatement
  | NotrackStatement
  | ObjectStatement
  | MangleStatement
  | SetStatement
  | MeterStatement
  | ResetOptionStatement
  | XtStatement;

export interface CommentClause extends Span {
  /** Without quotes. */
  readonly text: string;
}

/** What a rule says. Offsets count from the start of the unit that holds it. */
export interface Rule {
  readonly statements: readonly Statement[];
  readonly comment?: CommentClause | undefined;
}

/**
 * A rule of a chain: a unit of its own. Files can have tens of thousands, so what a rule says is not kept but read again from the
 * tree by whoever needs it ({@link read}); what was found out about it is kept in `memo`.
 */
export interface RuleUnit {
  readonly kind: 'rule';
  readonly length: number;
  /** The rule's AST, with offsets from the rule's start. `text` is the file's text and `at` where the rule begins in it. */
  read(text: string, at: number): Rule;
  /** Belongs to the evaluation of rules. */
  memo: unknown;
}

/** A unit and where it begins, counted from the start of what holds it. */
export interface Placed<T> {
  readonly at: number;
  readonly node: T;
}

// --- names and values outside rules

export interface Name extends Span {
  readonly text: string;
}

export type Family = 'ip' | 'ip6' | 'inet' | 'arp' | 'bridge' | 'netdev';

/** `[family] TABLE`, as commands name a table. */
export interface TableName {
  readonly family?: Name | undefined;
  readonly table: Name;
}

// --- directives

export interface Include extends Span {
  readonly kind: 'include';
  readonly path: Name;
}
export interface Define extends Span {
  readonly kind: 'define' | 'redefine';
  readonly name: Name;
  readonly value: Expr;
}
export interface Undefine extends Span {
  readonly kind: 'undefine';
  readonly name: Name;
}
export type Directive = Include | Define | Undefine;

// --- bodies

export interface PriorityExpr extends Span {
  readonly name?: string | undefined;
  readonly offset: number;
  readonly variable?: VariableExpr | undefined;
}

export interface BaseChainSpec extends Span {
  readonly kind: 'base-chain';
  readonly type: Name;
  readonly hook: Name;
  readonly priority: PriorityExpr;
  readonly devices: readonly Expr[];
  /** `device` or `devices` is written at all. */
  readonly hasDevices: boolean;
}
export interface PolicySpec extends Span {
  readonly kind: 'policy';
  readonly policy: Name | VariableExpr;
}
/** `flags`, `size`, `timeout` and other one-line properties of blocks. */
export interface Property extends Span {
  readonly kind: 'property';
  readonly property: string;
  readonly values: readonly Name[];
}
export interface DevicesSpec extends Span {
  readonly kind: 'devices';
  readonly devices: readonly Expr[];
}
export interface SetTypeSpec extends Span {
  readonly kind: 'set-type';
  readonly typeof: boolean;
  /** Type names, or selectors behind `typeof`, one per part of a concatenation. */
  readonly key: readonly (Name | Expr)[];
  readonly data?: readonly (Name | Expr)[] | undefined;
  /** The data is an object: counter, quota, limit … */
  readonly objectData?: string | undefined;
  readonly intervalData: boolean;
}
export interface ElementsSpec extends Span {
  readonly kind: 'elements';
  readonly elements: SetExpr | VariableExpr;
}
export interface StateSpec extends Span {
  readonly kind: 'state';
  readonly statements: readonly StatefulStatement[];
}
export interface FlowtableHookSpec extends Span {
  readonly kind: 'flowtable-hook';
  readonly hook: Name;
  readonly priority: PriorityExpr;
}

export type ChainItem = Placed<RuleUnit> | Placed<Unit<BaseChainSpec | PolicySpec | Property | DevicesSpec | Directive>>;
export type SetItem = SetTypeSpec | Property | ElementsSpec | StateSpec | Directive;

/** A small part of a block that is a unit of its own. */
export interface Unit<T extends Span> {
  readonly kind: 'unit';
  readonly length: number;
  readonly item: T;
}

export interface ChainBody {
  readonly items: readonly ChainItem[];
}

export interface Chain {
  readonly kind: 'chain';
  readonly length: number;
  /** Only in command form. */
  readonly of?: TableName | undefined;
  readonly name: Name;
  readonly body?: ChainBody | undefined;
}

export interface SetDeclaration {
  readonly kind: 'set' | 'map';
  readonly length: number;
  readonly of?: TableName | undefined;
  readonly name: Name;
  readonly items: readonly SetItem[];
}

export interface Flowtable {
  readonly kind: 'flowtable';
  readonly length: number;
  readonly of?: TableName | undefined;
  readonly name: Name;
  readonly items: readonly (FlowtableHookSpec | Property | DevicesSpec | Directive)[];
}

export type ObjectType =
  | 'counter'
  | 'quota'
  | 'limit'
  | 'secmark'
  | 'synproxy'
  | 'tunnel'
  | 'ct helper'
  | 'ct timeout'
  | 'ct expectation'
  | 'ct count';
export interface ObjectDeclaration {
  readonly kind: 'object';
  readonly length: number;
  readonly type: ObjectType;
  readonly of?: TableName | undefined;
  readonly name: Name;
  readonly items: readonly (Property | Directive)[];
}

export type TableItem =
  | Placed<Chain>
  | Placed<SetDeclaration>
  | Placed<Flowtable>
  | Placed<ObjectDeclaration>
  | Placed<Unit<Property | Directive>>;

export interface Table {
  readonly kind: 'table';
  readonly length: number;
  readonly family?: Name | undefined;
  readonly name: Name;
  /** Missing when there are no braces. */
  readonly items?: readonly TableItem[] | undefined;
}

// --- commands

export interface ElementCommand {
  readonly kind: 'element';
  readonly length: number;
  readonly of: TableName;
  readonly name: Name;
  readonly elements: SetExpr | VariableExpr;
}
export interface RuleCommand {
  readonly kind: 'rule-command';
  readonly length: number;
  readonly of: TableName;
  readonly chain: Name;
  /** position, handle or index, with its number. */
  readonly position?: Name | undefined;
  readonly rule: Placed<RuleUnit>;
}
/** delete, destroy, flush, rename, get, reset of something in a table. */
export interface ObjectCommand {
  readonly kind: 'object-command';
  readonly length: number;
  readonly verb: 'delete' | 'destroy' | 'flush' | 'rename' | 'get' | 'reset';
  /** table, chain, rule, set, map, element, ruleset … */
  readonly object: string;
  readonly family?: Name | undefined;
  readonly table?: Name | undefined;
  readonly name?: Name | undefined;
  readonly newName?: Name | undefined;
  readonly handle?: Name | undefined;
  readonly elements?: SetExpr | VariableExpr | undefined;
}
/** Commands that only show something: list, monitor, describe, import, export. */
export interface QueryCommand {
  readonly kind: 'query';
  readonly length: number;
  readonly verb: string;
  readonly expression?: Expr | undefined;
}

export type Definition = Table | Chain | SetDeclaration | Flowtable | ObjectDeclaration | ElementCommand;
export interface Command {
  readonly kind: 'command';
  readonly length: number;
  /** The word in front; `add` is also meant when there is none. */
  readonly verb: 'add' | 'create' | 'insert' | 'replace';
  readonly written: boolean;
  readonly what: Placed<Definition | RuleCommand>;
}

/** What stands at the top of a file. */
export type FileItem = Command | ObjectCommand | QueryCommand | Unit<Directive>;
