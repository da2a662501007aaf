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
  lateFrom: (since) => `Newsdesk n’a rien pu envoyer pendant un temps ; le premier de ces sujets date du ${since}.`,
  pausedFrom: (since) => `Ce salon était en pause depuis le ${since}.`,
  blockedFrom: (since, reason) => `Rien n’a pu être publié ici depuis le ${since} : ${reason}`,
  commands: {
    watch: {
      description: 'Fait suivre un sujet à un salon, ou change la façon de le suivre.',
      options: {
        topic: 'Ce qu’il faut suivre',
        channel: 'Le salon concerné ; celui-ci sans précision',
        as: 'Chaque actualité aussitôt (alerts), dans la revue (digest) ou les deux (both)',
        mention: 'Le rôle mentionné à chaque actualité',
        backfill: 'Combien d’actualités déjà connues publier maintenant',
      },
    },
    unwatch: {
      description: 'Arrête de suivre un sujet dans un salon.',
      options: { topic: 'Le sujet à ne plus suivre', channel: 'Le salon concerné ; celui-ci sans précision' },
    },
    topics: {
      description: 'Montre ce que suit ce serveur, où et comment.',
      options: { page: 'Quelle page de la liste' },
    },
    edit: {
      description: 'Montre comment un sujet est compris, et le modifie.',
      options: {
        topic: 'Le sujet à montrer ou à modifier',
        add: 'Ce que les actualités doivent contenir en plus',
        to: 'Ce dont le mot ajouté est une autre façon de parler',
        drop: 'Un mot que le sujet ne demande plus',
        require: 'Un élément du sujet que les actualités doivent contenir',
        exclude: 'Un mot que les actualités ne doivent pas contenir',
        query: 'Ce que suit le sujet, en entier',
      },
    },
    preview: {
      description: 'Essaie un sujet sur ce qui est déjà connu, avant que quiconque le suive.',
      options: { topic: 'Ce qu’il faut suivre', days: 'Combien de jours en arrière' },
    },
    search: {
      description: 'Cherche des actualités par mots.',
      options: { words: 'Mots à chercher' },
    },
    latest: {
      description: 'Montre les dernières actualités.',
      options: { number: 'Combien' },
    },
    story: {
      description: 'Montre une actualité avec toutes ses sources.',
      options: { story: 'Titre, identifiant ou page de l’actualité' },
    },
    timeline: {
      description: 'Montre ce qui a précédé et suivi une actualité.',
      options: { story: 'Titre, identifiant ou page de l’actualité' },
    },
    why: {
      description: 'Dit pourquoi quelque chose a été publié, ou ne l’a pas été.',
      options: { what: 'Une actualité, un article, sa page, un fichier ou des mots d’un titre' },
    },
    digest: {
      description: 'Montre, essaie, programme ou arrête la revue de presse d’un salon.',
      options: {
        what: 'La voir (show), l’essayer (now), fixer ses horaires (set) ou l’arrêter (off)',
        schedule: 'Quand elle vient : daily at 9:00; weekdays 8:30, 17:00; weekly Monday 9:00; une expression cron',
        channel: 'Le salon concerné ; celui-ci sans précision',
      },
    },
    mute: {
      description: 'Met une actualité en sourdine dans un salon, pour de bon ou pour un temps.',
      options: {
        story: 'Titre, identifiant ou page de l’actualité',
        for: 'Durée : 2h, 3 days, good (pour de bon) ; off y met fin. Sans précision, pour de bon',
        channel: 'Le salon concerné ; celui-ci sans précision',
      },
    },
    pause: {
      description: 'Met en attente les actualités d’un salon, pour un sujet ou pour tous.',
      options: {
        topic: 'Le sujet ; sans précision, tout ce que suit le salon',
        channel: 'Le salon concerné ; celui-ci sans précision',
        for: 'Durée : 2h, 3 days, 1 week ; sans précision, jusqu’à /news resume',
      },
    },
    resume: {
      description: 'Met fin à une pause, pour un sujet ou pour tous.',
      options: {
        topic: 'Le sujet ; sans précision, tout ce que suit le salon',
        channel: 'Le salon concerné ; celui-ci sans précision',
      },
    },
    irrelevant: {
      description: 'Dit qu’une actualité n’a rien à voir avec son sujet ; /news edit le montre.',
      options: { story: 'Titre, identifiant ou page de l’actualité', undo: 'Revient dessus' },
    },
    words: {
      description: 'Affiche, ajoute ou retire vos propres mots : d’autres façons de dire ce que disent les sujets.',
      options: {
        what: 'Voir (list), ajouter un mot ou une autre façon de le dire (add), ou le retirer (remove)',
        word: 'Le mot, deux-points et ce qui veut dire la même chose ; ~0.5 après ce qui peut le vouloir dire',
        page: 'Page de la liste',
      },
    },
    feeds: {
      description: 'Affiche, essaie, ajoute, suspend ou retire les flux dont viennent les articles.',
      options: {
        what: 'Voir, ajouter, essayer, retirer, suspendre, reprendre, ou tout obtenir en fichier (export)',
        feed: 'Adresse d’un flux ou d’un site ; pour un flux déjà suivi, son titre suffit',
        full: 'Lire ou non les pages des articles quand le flux n’en donne que le début',
        page: 'Page de la liste',
      },
    },
    settings: {
      description: 'Montre ou change la façon dont un salon ou tout le serveur reçoit l’actualité.',
      options: {
        zone: 'Fuseau horaire : une ville, comme Europe/Paris',
        quiet: 'Heures calmes où les actualités attendent : 22:00-7:00, ou off',
        language: 'Langue des mots propres à Newsdesk',
        burst: 'Au-delà de ce nombre à la fois, les actualités d’un sujet font un seul message',
        publish: 'Si un salon d’annonces transmet ses actualités aux salons qui le suivent',
        empty: 'Si une revue sans actualité est envoyée aussi',
        managers: 'Le rôle qui peut tout changer',
        everywhere: 'Le règle pour tout le serveur, là où un salon ne dit rien',
        reset: 'Annule d’abord ce qui était réglé',
        channel: 'Le salon concerné ; celui-ci sans précision',
      },
    },
    status: {
      description: 'Montre ce que suit un salon, ce qui attend et pourquoi, et si Newsdesk fonctionne.',
      options: { channel: 'Le salon concerné ; celui-ci sans précision' },
    },
    export: {
      description: 'Donne les sujets, abonnements et réglages de ce serveur dans un fichier.',
      options: {},
    },
    import: {
      description: 'Ajoute les sujets, abonnements et réglages d’un fichier ; n’enlève rien.',
      options: { file: 'Un fichier de /news export ou une liste de flux (OPML)' },
    },
    forget: {
      description: 'Efface tout ce que Newsdesk conserve de ce serveur.',
      options: { confirm: 'Le fait vraiment ; sinon, il est seulement dit ce qui serait effacé' },
    },
    help: {
      description: 'Dit ce que fait chaque commande.',
      options: { command: 'La commande à expliquer' },
    },
  },
};
