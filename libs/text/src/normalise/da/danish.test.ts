import { describeLanguage } from '../testing/language-contract.ts';

describeLanguage({ language: 'da', golden: [new URL('golden.txt', import.meta.url)] });
