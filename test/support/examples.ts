import { PAGES } from '../../server/src/checks/pages.generated.ts';
import { filesOf, readPage } from './pages.ts';

/** The files of all rules' pages, wrong and right: small hosts of every kind. */
export function exampleHosts(): { readonly name: string; readonly files: Record<string, string> }[] {
  return Object.entries(PAGES).flatMap(([rule, page]) =>
    ['Wrong', 'Right'].map((section) => ({
      name: `${rule}, ${section}`,
      files: filesOf(readPage(page).sections.get(section) ?? ''),
    })),
  );
}
