import { check } from '../library/index.ts';

console.log(JSON.stringify(await check({ files: {} })));
