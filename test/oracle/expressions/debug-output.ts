/** What `nft --debug=netlink` prints for a rule. */
export interface PrintedRule {
  /** `FAMILY TABLE CHAIN`; an anonymous chain has no name. */
  readonly chain: string;
  readonly expressions: readonly string[];
}

/** The rules in the output of `nft --debug=netlink`, in their order. */
export function rulesIn(output: string): PrintedRule[] {
  const rules: (PrintedRule & { expressions: string[] })[] = [];
  let open: string[] | undefined;
  let before = '';
  for (const line of output.split('\n')) {
    const expression = /^\s+\[ (.*) \]\s*$/.exec(line)?.[1];
    if (expression === undefined) {
      open = undefined;
      before = line;
      continue;
    }
    if (!open) {
      open = [];
      rules.push({ chain: before.split(' ').slice(0, 3).join(' ').trim(), expressions: open });
    }
    open.push(expression);
  }
  return rules;
}
