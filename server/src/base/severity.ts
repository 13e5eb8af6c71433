/** How grave a finding is, from the mildest to the gravest. */
export const SEVERITIES = ['hint', 'info', 'warning', 'error'] as const;
export type Severity = (typeof SEVERITIES)[number];
/** What a user may set a rule to. */
export type RuleLevel = Severity | 'off';

/** Orders severities: a higher number is graver. */
export function gravity(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** True for a text that is a rule level. */
export function isRuleLevel(text: string): text is RuleLevel {
  return text === 'off' || (SEVERITIES as readonly string[]).includes(text);
}
