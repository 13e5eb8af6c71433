// Generated from the rule folders by scripts/generate/rule-registry.mjs. Do not edit.
import type { Rule } from './rule.ts';

export const RULES = [
] as readonly unknown[] as readonly Rule[];
