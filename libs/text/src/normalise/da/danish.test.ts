import { describeLanguage } from '../testing/language-contract.ts';

describeLanguage({
  language: 'da',
  golden: [new URL('golden.txt', import.meta.url), new URL('blind.txt', import.meta.url)],
});
