/** Masculine and feminine nouns that a number stands behind as a name: "page quatre-vingt", "acte deux". */
export const countedNouns =
  'acte|an|année|années|annexe|appendice|article|articles|bâtiment|cahier|cas|catégorie|chambre|chant|chapitre|chapitres|classe|colonne|dynastie|épître|étape|feuillet|figure|figures|fragment|groupe|leçon|lettre|ligne|lignes|livre|livres|lot|niveau|note|numéro|numéros|page|pages|paragraphe|paragraphes|partie|parties|phase|pièce|planche|planches|psaume|salle|scène|scènes|section|série|sonnet|strophe|tableau|tome|tomes|titre|type|vers|verset|versets|voie|volume|volumes';

/** Of these, what heads a chapter or a part of a book; in headings in any case of letters. */
export const headingNouns =
  'chapitre|partie|livre|tome|volume|acte|scène|scene|chant|lettre|cahier|tableau|épisode|section|leçon|conte|nouvelle|soirée|nuit|journée|veillée|entretien|dialogue|discours|époque|cahier|fragment|sonnet|numéro';

/** Matches text that ends with such a noun: the number behind it is a rank. */
export const behindNoun = new RegExp(
  String.raw`(?<!\p{L})(?i:${countedNouns}) (?:\p{L}+ (?:et|à|ou) )?$`,
  'u',
);
