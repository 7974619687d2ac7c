import type { Grammar } from './grammar.ts';

/** The same town in French: guillemets with spaces, dashes, accents, `M.` and `?` set off. */
export const french: Grammar = {
  language: 'fr',
  chapter: (number, title) => `Chapitre ${number}. ${title}`,
  quote: (speech) => `« ${speech} »`,
  dash: '—',
  gap: '\u00a0',
  titles: {
    adjectives: ['oublié', 'du nord', 'de minuit', 'sans nom', 'du passeur', 'fermé'],
    nouns: ['Le phare', 'Le registre', 'Le quai', 'Le jardin', 'Le signal', 'Le chemin'],
  },
  people: [
    ...words('Margot Odile Tobie Hélène Corentin Édith Jonas Yseult Lénaïg Anselme Rufin'),
    ...['M. Halluin', 'Mme Quillet', 'le Dr Tarn', 'le capitaine Ormeau', 'Mlle Ferrou'],
  ],
  adjectives: ['fragile', 'immobile', 'humide', 'étrange', 'énorme', 'solide', 'triste', 'vide'],
  things: words('navire registre cordage couloir bouton signal manteau tonneau mur miroir panier'),
  places: [
    ...[
      'sur le quai',
      'derrière l’église',
      'au bout de la jetée',
      'sous l’escalier',
      'près du poêle',
    ],
    ...['de l’autre côté de la baie', 'dans la chambre haute', 'entre les bateaux'],
  ],
  times: [
    ...['avant midi', 'ce soir-là', 'pendant trois jours', 'tout l’hiver', 'encore une fois'],
    ...['à six heures et demie', 'depuis 1871', 'le 4 mai', 'sans un mot'],
  ],
  doings: ['attendit', 'se mit à rire', 'rentra', 'ne dit rien', 's’endormit', 'revint', 'se tut'],
  deeds: words('porta cacha vendit répara peignit ouvrit compta perdit suivit garda mesura voulut'),
  links: [', et', ', mais', ' ; puis', ', tandis que', ', car', ' ;', ' : enfin'],
  says: ['dit', 'demanda', 'répondit', 'murmura', 's’écria', 'répéta'],
  manners: ['', '', ' enfin', ' sans se retourner', ' à voix basse'],
  speeches: [
    ...['Je n’ai jamais touché le {thing}', 'Gardez donc le {thing}', 'Nous partons {time}'],
    ...['Demandez à {person}', 'Il y a un {thing} {adjective} {place}, et il n’est pas à moi'],
    ...['On a payé ce {thing} 340 francs, et j’ai le papier qui le prouve'],
  ],
  cries: ['Non', 'Jamais', 'Écoutez', 'Vite', 'Mon Dieu', 'Assez', 'Oh'],
  questions: ['Où est le {thing}', 'Qui l’a dit à {person}', 'Pourquoi', 'Combien étaient-ils'],
  refrains: ['Personne ne répondit.', 'La pluie continua.', 'Il n’y avait plus rien à dire.'],
  asides: [
    ...['Le no 17 était vide, c.-à-d. que personne n’avait payé.', 'Il avait coûté 12,50 francs.'],
    ...[
      'On appelait cela la *chance*, faute de mieux.',
      'Il compta : un, deux, trois… et recommença.',
    ],
  ],
  verse: ['Le {thing} dort {place}', 'Ô mer {adjective}', 'Qui donc réparera le {thing}'],
  items: ['un {thing} {adjective}', '2 tonneaux'],
  article: 'le',
};

function words(line: string): string[] {
  return line.split(' ');
}
