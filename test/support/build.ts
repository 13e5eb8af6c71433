import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Suites that run the bundles build them first, so that they never judge an old one. */
export default function setup(): void {
  for (const script of ['generate', 'build'])
    execFileSync(process.execPath, [fileURLToPath(new URL(`../../scripts/${script}.mjs`, import.meta.url))], {
      stdio: 'inherit',
    });
}
