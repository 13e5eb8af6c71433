/** The test suites. `needs` says what has to be installed beyond `npm ci`; those without it make up `npm test`. */
export const SUITES = {
  unit: { about: 'one thing at a time, beside the code' },
  repository: { about: 'the repository itself: layers, generated files, documents' },
  protocol: { about: 'conversations with the language server and runs of the command line, as built' },
  fuzz: { about: 'laws on random input' },
  corpus: { about: 'recorded files and verdicts', needs: 'the recorded files beside the repository, in ../shared' },
  oracle: {
    about: 'nft, iptables-nft and dockerd as judges',
    needs: 'root, Debian’s nftables and iptables, and `scripts/oracle-tools.sh` for newer ones',
  },
  neovim: { about: 'a plain LSP editor', needs: 'Debian’s neovim' },
  editor: { about: 'a real VS Code, in Node and in a web worker', needs: 'Debian’s chromium and fonts-dejavu-core' },
  bench: { about: 'time, memory and size against bench/budgets.json' },
};

/** Suites that need nothing and judge no time. */
export const PLAIN_SUITES = Object.keys(SUITES).filter((name) => !SUITES[name].needs && name !== 'bench');
