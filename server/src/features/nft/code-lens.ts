import type { Location } from '../../base/range.ts';
import type { CodeLens, Place } from '../provider.ts';
import { tableGraph } from './chain-graph.ts';
import { programsOf } from './home.ts';
import { list } from './markdown.ts';

/** Above chains and sets: how many rules use them, and which chains lead to a chain. */
export function codeLenses({ host, file }: Place): CodeLens[] {
  const out: CodeLens[] = [];
  const done = new Set<number>();
  for (const program of programsOf(host, file.file))
    for (const table of program.tables.values()) {
      const { callers, setUsers } = tableGraph(table, program);
      const add = (at: { file: string; range: { start: number; end: number } }, title: string, places: readonly Location[]) => {
        if (at.file !== file.file || done.has(at.range.start)) return;
        done.add(at.range.start);
        out.push({ range: at.range, title, ...(places.length > 0 ? { action: { kind: 'places', places } as const } : {}) });
      };
      for (const { info } of table.chains.values()) {
        const used = callers.get(info.name);
        const places = used?.map(({ place }) => place) ?? [];
        if (used)
          add(
            info.at,
            `${references(used.length)}: from ${list([...new Set(used.map(({ chain }) => chain.info.name))], 4)}`,
            places,
          );
        else if (!info.base) add(info.at, 'no rule leads here', []);
      }
      for (const set of table.state.sets.values()) {
        const places = setUsers.get(set.name)?.map(({ place }) => place) ?? [];
        add(set.at, references(places.length), places);
      }
    }
  return out;
}

function references(number: number): string {
  return number === 1 ? '1 reference' : `${number} references`;
}
