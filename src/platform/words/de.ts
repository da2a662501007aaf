import type { Words } from '../words.ts';

export const de: Words = {
  name: 'Deutsch',
  sources: (count) => (count === 1 ? '1 Quelle' : `${count} Quellen`),
  more: (count) => `und ${count} weitere`,
  earlier: 'Zuvor',
  topic: 'Thema',
  inferred: 'geschätzt',
  timeUnknown: 'Zeitpunkt unbekannt',
  untitled: 'Ohne Titel',
  unnamedSource: 'Unbekanntes Medium',
  picture: 'Bild',
  why: 'Warum?',
  timeline: 'Chronologie',
  mute: 'Stummschalten',
  notRelevant: 'Nicht relevant',
  showStories: 'Meldungen anzeigen',
  whyPosted: 'Warum diese Nachricht?',
  whatCameNext: 'Wie es weiterging:',
  nowToldWith: 'Jetzt zusammengeführt mit',
  newReports: (count) => (count === 1 ? 'Ein weiterer Bericht:' : `${count} weitere Berichte:`),
  digestTitle: (day) => `Nachrichtenüberblick für ${day}`,
  digestPage: (page, pages) => `Seite ${page} von ${pages}`,
  nothingNew: 'Nichts Neues.',
  burstTitle: (count) => (count === 1 ? '1 Meldung' : `${count} Meldungen auf einmal`),
  quietTitle: (count) => (count === 1 ? '1 Meldung aus der Ruhezeit' : `${count} Meldungen aus der Ruhezeit`),
  missedTitle: (count) => (count === 1 ? 'In der Zwischenzeit: 1 Meldung' : `In der Zwischenzeit: ${count} Meldungen`),
  lateFrom: (since) => `Newsdesk konnte eine Zeit lang nichts senden; das Erste hiervon ist vom ${since}.`,
  pausedFrom: (since) => `Dieser Kanal war seit dem ${since} pausiert.`,
  blockedFrom: (since, reason) => `Seit dem ${since} konnte hier nichts gepostet werden: ${reason}`,
  commands: {
    watch: {
      description: 'Lässt einen Kanal ein Thema verfolgen oder ändert, wie er es verfolgt.',
      options: {
        topic: 'Wonach gesucht wird',
        channel: 'Der Kanal, um den es geht; ohne Angabe dieser',
        as: 'Jede Meldung sofort (alerts), im Überblick (digest) oder beides (both)',
        mention: 'Die Rolle, die bei jeder Meldung erwähnt wird',
        backfill: 'Wie viele schon bekannte Meldungen jetzt gepostet werden',
      },
    },
    unwatch: {
      description: 'Beendet ein Thema in einem Kanal.',
      options: { topic: 'Das Thema, das enden soll', channel: 'Der Kanal, um den es geht; ohne Angabe dieser' },
    },
    topics: {
      description: 'Zeigt, was dieser Server verfolgt, wo und wie.',
      options: { page: 'Welche Seite der Liste' },
    },
    edit: {
      description: 'Zeigt, wie ein Thema verstanden wird, und ändert es.',
      options: {
        topic: 'Das Thema, das gezeigt oder geändert wird',
        add: 'Was Meldungen zusätzlich enthalten sollen',
        to: 'Wofür das hinzugefügte Wort ein anderer Ausdruck ist',
        drop: 'Ein Wort, nach dem das Thema nicht mehr fragt',
        require: 'Etwas, wonach das Thema fragt und das Meldungen enthalten müssen',
        exclude: 'Ein Wort, das Meldungen nicht enthalten dürfen',
        query: 'Wonach das Thema sucht, als Ganzes',
      },
    },
    preview: {
      description: 'Probiert ein Thema an dem aus, was schon bekannt ist, bevor ihm jemand folgt.',
      options: { topic: 'Wonach gesucht wird', days: 'Wie viele Tage zurück' },
    },
    search: {
      description: 'Sucht Meldungen nach Wörtern.',
      options: { words: 'Gesuchte Wörter' },
    },
    latest: {
      description: 'Zeigt die neuesten Meldungen.',
      options: { number: 'Wie viele' },
    },
    story: {
      description: 'Zeigt eine Meldung mit allen Quellen.',
      options: { story: 'Überschrift, Kennung oder Seite der Meldung' },
    },
    timeline: {
      description: 'Zeigt, was vor und nach einer Meldung geschah.',
      options: { story: 'Überschrift, Kennung oder Seite der Meldung' },
    },
    why: {
      description: 'Sagt, warum etwas gepostet wurde oder warum nicht.',
      options: { what: 'Eine Meldung, ein Artikel, seine Seite, eine Datei oder Wörter aus einer Überschrift' },
    },
    digest: {
      description: 'Zeigt, testet, plant oder beendet den Nachrichtenüberblick eines Kanals.',
      options: {
        what: 'Ansehen (show), jetzt ausprobieren (now), Zeiten setzen (set) oder beenden (off)',
        schedule: 'Wann er kommt: daily at 9:00; weekdays 8:30, 17:00; weekly Monday 9:00; ein Cron-Ausdruck',
        channel: 'Der Kanal, um den es geht; ohne Angabe dieser',
      },
    },
    mute: {
      description: 'Schaltet eine Meldung in einem Kanal stumm, auf Dauer oder auf Zeit.',
      options: {
        story: 'Überschrift, Kennung oder Seite der Meldung',
        for: 'Wie lange: 2h, 3 days, good (auf Dauer); off hebt es auf. Ohne Angabe auf Dauer',
        channel: 'Der Kanal, um den es geht; ohne Angabe dieser',
      },
    },
    pause: {
      description: 'Hält die Meldungen eines Kanals zurück, zu einem Thema oder zu allen.',
      options: {
        topic: 'Das Thema; ohne Angabe alles, was der Kanal verfolgt',
        channel: 'Der Kanal, um den es geht; ohne Angabe dieser',
        for: 'Wie lange: 2h, 3 days, 1 week; ohne Angabe bis /news resume',
      },
    },
    resume: {
      description: 'Beendet eine Pause, für ein Thema oder für alle.',
      options: {
        topic: 'Das Thema; ohne Angabe alles, was der Kanal verfolgt',
        channel: 'Der Kanal, um den es geht; ohne Angabe dieser',
      },
    },
    irrelevant: {
      description: 'Sagt, dass eine Meldung nichts mit ihrem Thema zu tun hat; /news edit zeigt es.',
      options: { story: 'Überschrift, Kennung oder Seite der Meldung', undo: 'Macht es rückgängig' },
    },
    words: {
      description: 'Zeigt, ergänzt oder entfernt eigene Wörter: was Themen außerdem als dasselbe zählen.',
      options: {
        what: 'Ansehen (list), ein Wort oder eine Form hinzufügen (add) oder wegnehmen (remove)',
        word: 'Das Wort, ein Doppelpunkt und was dasselbe heißt; ~0.5 hinter dem, was es nur heißen kann',
        page: 'Welche Seite der Liste',
      },
    },
    feeds: {
      description: 'Zeigt, testet, ergänzt, pausiert oder entfernt die Feeds, aus denen Artikel kommen.',
      options: {
        what: 'Ansehen, hinzufügen, testen, entfernen, pausieren, fortsetzen oder als Datei ausgeben (export)',
        feed: 'Adresse eines Feeds oder einer Website; bei einem vorhandenen genügt der Titel',
        full: 'Ob die Seiten der Einträge gelesen werden, wo der Feed nur die Anfänge enthält',
        page: 'Welche Seite der Liste',
      },
    },
    settings: {
      description: 'Zeigt oder ändert, wie ein Kanal oder der ganze Server Nachrichten bekommt.',
      options: {
        zone: 'Zeitzone der Uhr: eine Stadt, etwa Europe/Berlin',
        quiet: 'Ruhezeit, in der Meldungen warten: 22:00-7:00 oder off',
        language: 'Sprache, in der Newsdesk selbst spricht',
        burst: 'Mehr Meldungen eines Themas auf einmal werden zu einer Nachricht',
        publish: 'Ob ein Ankündigungskanal Meldungen an die Kanäle weitergibt, die ihm folgen',
        empty: 'Ob auch ein leerer Nachrichtenüberblick gesendet wird',
        managers: 'Die Rolle, die alles ändern darf',
        everywhere: 'Stellt es für den ganzen Server ein, wo ein Kanal nichts Eigenes sagt',
        reset: 'Nimmt zuerst zurück, was vorher eingestellt war',
        channel: 'Der Kanal, um den es geht; ohne Angabe dieser',
      },
    },
    status: {
      description: 'Zeigt, was ein Kanal verfolgt, was warum zurückgehalten wird und ob Newsdesk läuft.',
      options: { channel: 'Der Kanal, um den es geht; ohne Angabe dieser' },
    },
    export: {
      description: 'Gibt Themen, Abonnements und Einstellungen dieses Servers als Datei aus.',
      options: {},
    },
    import: {
      description: 'Fügt Themen, Abonnements und Einstellungen aus einer Datei hinzu; nimmt nichts weg.',
      options: { file: 'Eine Datei von /news export oder eine Liste von Feeds (OPML)' },
    },
    forget: {
      description: 'Löscht alles, was Newsdesk zu diesem Server gespeichert hat.',
      options: { confirm: 'Tut es wirklich; sonst wird nur gesagt, was gelöscht würde' },
    },
    help: {
      description: 'Sagt, was jeder Befehl tut.',
      options: { command: 'Der Befehl, der erklärt werden soll' },
    },
  },
};
