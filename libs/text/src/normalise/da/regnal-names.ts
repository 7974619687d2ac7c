const names =
  'Christian Kristian Frederik Frederich Friedrich Fredrik Valdemar Knud Erik Svend Harald Oluf Olav Olaf Haakon Håkon Magnus Margrethe Karl Carl Gustav Gustaf Oscar Oskar Johan Ludvig Ludwig Louis Henrik Henry Heinrich Georg George Edvard Edward Richard Jakob Jacob James Vilhelm Wilhelm William Elizabeth Elisabeth Filip Philip Otto Leopold Franz Frans Josef Joseph Ferdinand Konstantin Alexander Aleksander Nikolaj Nikolaus Nicolai Nikolai Peter Katarina Katharina Ivan Napoleon Pius Leo Gregor Innocens Innocents Clemens Klemens Benedikt Urban Bonifacius Paul Johannes Sixtus Julius Paulus Hadrian Alfons Sigismund Albrecht Ramses Ptolemæus Xerxes Mehmed Stanislaus Adolf Abel Christoffer Kristoffer Theodosius Justinian Edmund Robert Rudolf Maximilian Baldwin Berengar';

/** Kings, queens, emperors and popes whose names are numbered, in both cases: an alternation. */
export const regnalNames = names
  .split(' ')
  .flatMap((name) => [name, name.toUpperCase()])
  .join('|');
