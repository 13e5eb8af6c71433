import { parsePrefix } from '../base/ip.ts';
import {
  IPTABLES_OPTIONS,
  IPTABLES_REJECTIONS,
  IPTABLES_TARGETS,
  type IptablesOption,
  LIMIT_UNITS,
  SYN_MATCH,
} from '../facts/iptables-options.ts';

/** An option of a rule with its value, and whether "!" stands before. */
interface Use {
  readonly name: string;
  readonly value: string | undefined;
  readonly not: boolean;
}

/** Options that say what the others are about, and ask nothing themselves. */
const SILENT = ['-m', '--match'];
const JUMPS = ['-j', '--jump'];
const PROTOCOL = ['-p', '--protocol', '--proto'];

/**
 * A rule of iptables in nft's words. `words` stand behind the chain; undefined ones are not known. Undefined when a word is not known,
 * or when nft's words for an option are not: the rule then has to be written by hand.
 */
export function toNftRule(words: readonly (string | undefined)[], family: 4 | 6): string | undefined {
  const uses = readUses(words);
  return uses && new Translation(uses, family).text();
}

function readUses(words: readonly (string | undefined)[]): Use[] | undefined {
  const uses: Use[] = [];
  let not = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === undefined) return undefined;
    if (word === '!') {
      not = true;
      continue;
    }
    if (!word.startsWith('-')) return undefined;
    const [, name = word, attached] = /^(--[\w-]+)=(.*)$/.exec(word) ?? [];
    if (name === '--syn') {
      uses.push({ name, value: undefined, not });
      not = false;
      continue;
    }
    let value = attached ?? words[++i];
    if (value === '!' && attached === undefined) {
      not = true;
      value = words[++i];
    }
    if (value === undefined) return undefined;
    uses.push({ name, value, not });
    not = false;
  }
  return not ? undefined : uses;
}

class Translation {
  readonly #ip: string;
  readonly #protocol: string | undefined;
  readonly #out: string[] = [];
  /** A match on ports or messages says which protocol it is. */
  #impliesProtocol = false;

  constructor(
    private readonly uses: readonly Use[],
    private readonly family: 4 | 6,
  ) {
    this.#ip = family === 4 ? 'ip' : 'ip6';
    this.#protocol = this.#value(PROTOCOL)?.toLowerCase();
  }

  text(): string | undefined {
    const behind = this.uses.findIndex(({ name }) => JUMPS.includes(name));
    const matches = behind < 0 ? this.uses : this.uses.slice(0, behind);
    for (const use of matches) if (!this.#match(use)) return undefined;
    const protocol = this.uses.find(({ name }) => PROTOCOL.includes(name));
    if (protocol && !this.#impliesProtocol && this.#protocol !== 'all')
      this.#out.unshift(`meta l4proto ${protocol.not ? '!= ' : ''}${this.#protocol}`);
    const target = this.#target(behind < 0 ? [] : this.uses.slice(behind));
    if (target === undefined) return undefined;
    this.#out.push('counter', ...(target === '' ? [] : [target]));
    const comment = this.#value(['--comment']);
    if (comment !== undefined) this.#out.push(`comment "${comment.replaceAll('"', "'")}"`);
    return this.#out.join(' ');
  }

  #value(names: readonly string[]): string | undefined {
    return this.uses.find(({ name }) => names.includes(name))?.value;
  }

  #match(use: Use): boolean {
    const { name, value, not } = use;
    if (SILENT.includes(name) || PROTOCOL.includes(name) || name === '--comment' || name === '--limit-burst') return true;
    if (name === '--syn') {
      this.#impliesProtocol = true;
      this.#out.push(not ? SYN_MATCH.replace('tcp flags ', 'tcp flags != ') : SYN_MATCH);
      return true;
    }
    if (name === '--limit') return this.#limit(value ?? '');
    const option = IPTABLES_OPTIONS.get(name);
    const text = option && this.#condition(option, value ?? '', not);
    if (text === undefined) return false;
    if (text !== '') this.#out.push(text);
    return true;
  }

  /** Empty for a condition that every packet meets. */
  #condition({ selector, value: kind }: IptablesOption, value: string, not: boolean): string | undefined {
    if (selector.includes('PROTOCOL') || kind === 'type') {
      if (selector.includes('PROTOCOL') && (this.#protocol === undefined || !/^[a-z]+$/.test(this.#protocol))) return undefined;
      this.#impliesProtocol = true;
    }
    const asked = selector.replace('IP', this.#ip).replace('PROTOCOL', this.#protocol ?? '');
    const is = not ? `${asked} != ` : `${asked} `;
    switch (kind) {
      case 'addresses': {
        const addresses = value.split(',').map((text) => readAddress(text, this.family));
        if (addresses.includes(undefined)) return undefined;
        if (addresses.includes('')) return not ? undefined : '';
        return `${is}${oneOrSet(addresses as string[])}`;
      }
      case 'interface':
        if (value === '+') return not ? undefined : '';
        return `${is}"${value.replace(/\+$/, '*')}"`;
      case 'port':
        return `${is}${portRange(value)}`;
      case 'ports':
        return `${is}${oneOrSet(value.split(',').map(portRange))}`;
      case 'states': {
        const states = value.toLowerCase().split(',');
        if (states.some((state) => state === 'dnat' || state === 'snat'))
          return states.length === 1 ? `ct status ${not ? '! ' : ''}${states[0]}` : undefined;
        return `${asked} ${not ? '! ' : ''}${states.join(',')}`;
      }
      case 'mark': {
        const [mark, mask] = value.split('/');
        return mask === undefined ? `${is}${mark}` : `${asked} & ${mask} ${not ? '!=' : '=='} ${mark}`;
      }
      case 'type': {
        const [type, code] = value.split('/');
        if (type === 'any' || (code !== undefined && not)) return undefined;
        return code === undefined ? `${is}${type}` : `${is}${type} ${asked.replace('type', 'code')} ${code}`;
      }
      default:
        return `${is}${value.toLowerCase()}`;
    }
  }

  #limit(value: string): boolean {
    const [, rate, word = 's'] = /^(\d+)(?:\/([a-z]+))?$/.exec(value) ?? [];
    const unit = LIMIT_UNITS[word[0]!];
    if (rate === undefined || unit === undefined) return false;
    this.#out.push(`limit rate ${rate}/${unit} burst ${this.#value(['--limit-burst']) ?? '5'} packets`);
    return true;
  }

  /** Empty for a rule that does nothing. */
  #target([jump, ...options]: readonly Use[]): string | undefined {
    if (!jump) return '';
    const option = (name: string) => options.find((use) => use.name === name)?.value;
    const known = (...names: string[]) =>
      options.every(({ name }) => names.includes(name) || SILENT.includes(name) || name === '--comment');
    switch (jump.value) {
      case 'REJECT': {
        const answer =
          IPTABLES_REJECTIONS[option('--reject-with') ?? ''] ?? (option('--reject-with') === undefined ? '' : undefined);
        if (!known('--reject-with') || answer === undefined) return undefined;
        return answer === '' ? 'reject' : `reject with ${answer}`;
      }
      case 'LOG': {
        const prefix = option('--log-prefix');
        const level = option('--log-level');
        if (!known('--log-prefix', '--log-level') || (level !== undefined && !/^[a-z]+$/.test(level))) return undefined;
        return ['log', prefix === undefined ? '' : `prefix "${prefix}"`, level ? `level ${level}` : ''].filter(Boolean).join(' ');
      }
      default:
        return known() ? IPTABLES_TARGETS[jump.value ?? ''] : undefined;
    }
  }
}

function oneOrSet(values: readonly string[]): string {
  return values.length === 1 ? values[0]! : `{ ${values.join(', ')} }`;
}

function portRange(text: string): string {
  const [low, high] = text.split(':');
  return high === undefined ? text : `${low || '0'}-${high || '65535'}`;
}

/** An address or prefix as nft writes it; empty for all addresses, undefined for what is none. */
function readAddress(text: string, family: 4 | 6): string | undefined {
  const written = parsePrefix(text.includes('/') ? text : `${text}/${family === 4 ? 32 : 128}`);
  if (!written || written.prefix.family !== family) return undefined;
  if (written.prefix.bits === 0) return '';
  return text.replace(/\/(?:32|128)$/, (length) => (length === (family === 4 ? '/32' : '/128') ? '' : length));
}
