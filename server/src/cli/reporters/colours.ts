import type { createColors } from 'picocolors';
import type { Severity } from '../../base/severity.ts';

export type Colours = ReturnType<typeof createColors>;

/** How a severity is coloured. */
export function severityColour(colours: Colours, severity: Severity): (text: string) => string {
  switch (severity) {
    case 'error':
      return (text) => colours.bold(colours.red(text));
    case 'warning':
      return (text) => colours.bold(colours.yellow(text));
    case 'info':
      return (text) => colours.bold(colours.cyan(text));
    case 'hint':
      return (text) => colours.bold(colours.dim(text));
  }
}
