import { describe } from 'vitest';
import { checkRefused } from '../../../../../test/support/refused/check.ts';

describe('what nft refuses', () => checkRefused('nft/missing-interval-flag'));
