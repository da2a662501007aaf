import type { Words } from '../words.ts';

export const fr: Words = {
  name: 'Français',
  sources: (count) => (count === 1 ? '1 source' : `${count} sources`),
  more: (count) => `et ${count} de plus`,
  earlier: 'Précédemment',
  topic: 'Sujet',
  inferred: 'estimée',
  timeUnknown: 'date inconnue',
  untitled: 'Sans titre',
  unnamedSource: 'Média inconnu',
  picture: 'Image',
  why: 'Pourquoi ?',
  timeline: 'Chronologie',
  mute: 'Mettre en sourdine',
  notRelevant: 'Hors sujet',
  showStories: 'Voir les actualités',
  whyPosted: 'Pourquoi ce message ?',
  whatCameNext: 'La suite :',
  nowToldWith: 'Désormais regroupée avec',
  newReports: (count) => (count === 1 ? 'Un article de plus :' : `${count} articles de plus :`),
  digestTitle: (day) => `Revue de presse du ${day}`,
  digestPage: (page, pages) => `page ${page} sur ${pages}`,
  nothingNew: 'Rien de nouveau.',
  burstTitle: (count) => (count === 1 ? '1 actualité' : `${count} actualités à la fois`),
  quietTitle: (count) =>
    count === 1
      ? '1 actualité arrivée pendant les heures calmes'
      : `${count} actualités arrivées pendant les heures calmes`,
  missedTitle: (count) =>
    count === 1 ? '1 actualité est arrivée entre-temps' : `${count} actualités sont arrivées entre-temps`,
  pausedFrom: (since) => `Ce salon était en pause depuis le ${since}.`,
  blockedFrom: (since, reason) => `Rien n’a pu être publié ici depuis le ${since} : ${reason}`,
};
