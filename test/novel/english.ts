import type { Grammar } from './grammar.ts';

/** Words and turns of phrase of an invented harbour town, for the novels that tests are made of. */
export const english: Grammar = {
  language: 'en',
  chapter: (number, title) => `Chapter ${number}. ${title}`,
  quote: (speech) => `“${speech}”`,
  dash: '—',
  gap: '',
  titles: {
    adjectives: words('Empty Crooked Silent Borrowed Second Northern Drowned Patient Painted Last'),
    nouns: words('Ferry Lantern Ledger Causeway Orchard Winter Letter Tide Staircase Weathercock'),
  },
  people: [
    ...words('Marit Osk Tobias Elna Corvin Hedda Jonas Ysolde Bram Lene Anselm Petra Rufus'),
    ...['Mr. Halvard', 'Mrs. Quill', 'Dr. Tarn', 'Capt. Ormsby', 'Miss Ferrow', 'J. B. Stroud'],
  ],
  adjectives: words(
    'old wet narrow quiet grey broken heavy small long patient green hollow cold bright rusted',
    'unlucky familiar crowded borrowed pale careful crooked distant honest stubborn tired weathered',
  ),
  things: words(
    'boat lantern ledger rope door kettle window letter bell stair coat oar barrel candle wall',
    'harbour wheel map spoon clock hat key bucket sail table anchor chimney gate mirror basket',
  ),
  places: [
    ...['on the quay', 'below the church', 'behind the salt house', 'at the end of the pier'],
    ...['under the stairs', 'across the bay', 'beside the stove', 'in the upper room'],
    ...['along the sea wall', 'between the boats', 'out on the sandbank', 'near the toll gate'],
  ],
  times: [
    ...['before noon', 'that evening', 'for three days', 'until the tide turned', 'all winter'],
    ...['once more', 'at half past six', 'since 1871', 'on the 4th of May', 'after the market'],
    ...['in the first week of October', 'for 250 nights', 'as it always had', 'without a word'],
  ],
  doings: [
    ...['waited', 'laughed', 'went home', 'said nothing', 'shook slowly', 'leaned over', 'slept'],
    ...['turned away', 'came back', 'stood still', 'made no sound', 'fell silent', 'moved'],
  ],
  deeds: words(
    'carried dropped mended watched hid painted sold remembered opened counted lost pushed followed',
    'described kept ruined borrowed returned measured wanted',
  ),
  links: [
    ', and',
    ', but',
    '; then',
    ', so that',
    ', while',
    ', because',
    ';',
    ', until',
    ': at last',
  ],
  says: words('said asked answered whispered muttered cried repeated replied'),
  manners: ['', '', '', ' at last', ' without turning round', ' in a low voice', ' too quickly'],
  speeches: [
    ...['I never touched the {thing}', 'You may keep the {thing}', 'We leave {time}'],
    ...[
      'It was {place} when I saw it',
      'Nobody but {person} has the {thing}',
      'I know what {person} did',
    ],
    ...[
      'There is a {adjective} {thing} {place}, and it is not mine',
      'Ask {person}',
      'I was born here',
    ],
    ...['They paid 340 crowns for that {thing}, and I have the paper to prove it'],
    ...['My father used to say that a {adjective} {thing} is worth two {adjective} ones'],
  ],
  cries: [
    'No',
    'Never',
    'Listen',
    'Quick',
    'Good heavens',
    'Come here',
    'Enough',
    'Oh',
    'Stop that',
  ],
  questions: [
    ...['Where is the {thing}', 'Who told {person}', 'And what of the {adjective} {thing}', 'Why'],
    ...['Do you mean the {thing} {place}', 'Was it there {time}', 'How many were there'],
  ],
  refrains: [
    ...[
      'Nobody answered.',
      'The rain went on.',
      'So it was, and so it stayed.',
      'The bell struck.',
    ],
    ...['There was nothing more to say.', 'And still the tide came in.'],
  ],
  asides: [
    ...['No. 17 was empty, i.e. nobody had paid for it.', 'It had cost 12.50 crowns, no more.'],
    ...['(It was the 3rd such night.)', 'They called it *luck*, for want of a better word.'],
    ...[
      'He counted: one, two, three… and began again.',
      'The sign said “Ropes, Oars, Tar, etc.” still.',
    ],
  ],
  verse: [
    ...[
      'The {adjective} {thing} is mine to keep',
      'The {thing} sleeps {place}',
      'O {adjective} sea',
    ],
    ...[
      'And who shall mend the {thing}',
      'We sail, we sail {time}',
      'The night is {adjective} and deep',
    ],
  ],
  items: ['one {adjective} {thing}', 'a {thing}, {adjective}', '2 {adjective} barrels'],
  article: 'the',
};

function words(...lines: string[]): string[] {
  return lines.flatMap((line) => line.split(' '));
}
