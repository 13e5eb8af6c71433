import type { RefusedCase } from './case.ts';

export const CASES: readonly RefusedCase[] = [
  ['table ip', 'chain c { type filter hook «inptu» priority 0; }', 'Did you mean "input"?'],
  ['table ip', 'chain c { type filter hook «somewhere» priority 0; }', 'nft knows prerouting'],
  ['table ip', 'chain c { type filter hook «ingress» priority 0; }', 'have no hook "ingress"'],
  ['table ip', 'chain c { type «nat» hook forward priority 100; masquerade; }', 'cannot hang on hook forward in family ip'],
  [
    'table ip',
    'chain c { type «route» hook input priority 0; }',
    'Type route goes with hook output, hook input with type filter or nat',
  ],
  ['table bridge', 'chain c { type «nat» hook prerouting priority 0; }', 'Tables of family bridge have no chains of type nat'],
  [
    'table ip',
    'chain c { type filter hook input device «"lo"» priority 0; }',
    'Only ingress and egress chains belong to a device',
  ],
  ['table ip', 'chain c { «policy drop»; }', 'Only a chain with a hook has a policy'],
  ['table inet', 'flowtable f { hook «input» priority 0; devices = { lo }; }', 'A flowtable hangs on hook ingress'],
  ['table inet', 'flowtable f { hook «nowhere» priority 0; devices = { lo }; }', 'There is no hook "nowhere"'],
];
