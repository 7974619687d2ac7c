/** Feminine nouns that novels count with, singular; their plurals end in s. Livre is left out: a book is masculine. */
const nouns = new Set(
  `page heure minute seconde année semaine journée matinée soirée nuit fois lieue personne femme fille dame
   demoiselle voix ligne maison pièce toise voiture bouteille lettre place carte chambre marche rue ville
   compagnie division brigade batterie victime langue histoire tonne once aune guinée couronne piastre part
   feuille image note partie pomme poire rose vache chèvre poule brebis jument bête âme arme balle barque caisse
   cartouche chaise chanson chose cloche colonne corde cuillerée culture dent dépêche division douzaine école
   église encablure épée étoile faute fenêtre ferme feuille flèche fleur fortune galère goutte guerre île
   jambe lampe leçon livraison lune machine main marque mesure moitié montre
   nouvelle odeur œuvre ombre opération ordonnance orange paire pensée perle perche pierre pipe pistole
   plaie planche plante plume porte poutre promesse province prune race raison rangée recrue règle
   religieuse représentation robe roue salle scène sentinelle série signature somme source statue strophe
   table tache tasse tête tombe tour tourelle tranche troupe tuile valise vague veuve vie vierge villa
   vis vitre vierge voile volée voyelle consonne syllabe calorie coudée brasse verste touffe poignée
   chandelle bougie torche frégate corvette chaloupe cabine étape étagère allumette cigarette sœur tante cousine
   nièce mère grand-mère copie édition espèce forme idée loi mort naissance oie perdrix poutre puce
   question réponse ruche souris taxe tempête usine vente victoire vigne année-lumière`.split(
    /\s+/,
  ),
);

/** Endings that nearly all words have for being feminine. */
const endings = /(?:[st]ion|ette|euse|trice|ière|itude|aison|ance)$/;
const masculine = new Set(['squelette', 'bastion', 'cimetière', 'derrière', 'arrière', 'scion']);

/** Adjectives in front of a noun that only feminine ones have. */
const adjectives = new Set(
  `petite grande belle bonne vieille longue grosse haute nouvelle première dernière lourde courte forte
   seule jolie ancienne vraie fausse`.split(/\s+/),
);

/** Adjectives in front of a noun that are the same for both: the noun says. */
const neutral = /^(?:jeune|autre|pauvre|simple|brave|double|immense|énorme|même)s?$/;

/** Whether a noun, singular or plural, or the adjective in front of it, is feminine. */
export function isFeminine(word: string, next = ''): boolean {
  const lower = word.toLowerCase();
  if (neutral.test(lower)) return next !== '' && isFeminine(next);
  const singular = nouns.has(lower) ? lower : lower.replace(/s$/, '');
  return (
    adjectives.has(singular) ||
    nouns.has(singular) ||
    (endings.test(singular) && !masculine.has(singular))
  );
}
