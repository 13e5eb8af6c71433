import type { Severity } from '../../base/severity.ts';
import { fingerprint } from '../../checks/baseline.ts';
import type { RuleId } from '../../checks/finding.ts';
import { PAGES } from '../../checks/pages.generated.ts';
import { RULES } from '../../checks/registry.generated.ts';
import type { ResultFinding, ResultRange } from '../../checks/result.ts';
import type { Reporter } from './reporter.ts';

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note', hint: 'note' };

/** SARIF 2.1.0, as code scanning reads it: rules with their pages, the other places involved, fixes, and fingerprints that survive moved lines. */
export const sarif: Reporter = ({ result, textOf, version, successful }) => {
  const ids = [...new Set(result.findings.map(({ rule }) => rule))].sort();
  const rules = ids.map((id) => {
    const rule = RULES.find((known) => known.id === id);
    return {
      id,
      shortDescription: { text: rule?.summary ?? id },
      help: { text: PAGES[id] ?? '', markdown: PAGES[id] ?? '' },
      defaultConfiguration: { level: LEVELS[rule?.severity ?? 'warning'] },
      properties: { tags: [id.slice(0, id.indexOf('/'))] },
    };
  });
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Bridgekeeper', semanticVersion: version, rules } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { description: { text: 'The folder that Bridgekeeper ran in' } } },
        invocations: [{ executionSuccessful: successful }],
        results: result.findings.map((finding) => ({
          ruleId: finding.rule,
          ruleIndex: ids.indexOf(finding.rule),
          level: LEVELS[finding.severity],
          message: { text: finding.message },
          locations: [location(finding.file, finding.range)],
          ...(finding.related.length > 0
            ? {
                relatedLocations: finding.related.map((r, id) => ({
                  id,
                  ...location(r.file, r.range),
                  message: { text: r.message },
                })),
              }
            : {}),
          partialFingerprints: { 'bridgekeeper/v1': printOf(finding, textOf) },
          ...fixesOf(finding),
        })),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
};

function printOf({ rule, file, range }: ResultFinding, textOf: (file: string) => string | undefined): string {
  return fingerprint({ rule: rule as RuleId, range: { start: range.start.offset, end: range.end.offset } }, textOf(file) ?? '');
}

function artifact(file: string) {
  return { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: 'SRCROOT' };
}

function region({ start, end }: ResultRange) {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

function location(file: string, range: ResultRange) {
  return { physicalLocation: { artifactLocation: artifact(file), region: region(range) } };
}

/** Only safe fixes: whoever applies them automatically must not change what the files do. */
function fixesOf({ fixes }: ResultFinding) {
  const safe = fixes.filter(({ safety }) => safety === 'safe');
  if (safe.length === 0) return {};
  return {
    fixes: safe.map(({ title, edits }) => ({
      description: { text: title },
      artifactChanges: [...new Set(edits.map(({ file }) => file))].map((file) => ({
        artifactLocation: artifact(file),
        replacements: edits
          .filter((edit) => edit.file === file)
          .map(({ range, newText }) => ({ deletedRegion: region(range), insertedContent: { text: newText } })),
      })),
    })),
  };
}
