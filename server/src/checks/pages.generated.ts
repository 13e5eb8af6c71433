// Generated from the rule folders by scripts/generate/rule-registry.mjs. Do not edit.

/** The page of each rule, as Markdown. */
export const PAGES: Readonly<Record<string, string>> = {
};
