import type { Words } from '../words.ts';

export const es: Words = {
  name: 'Español',
  sources: (count) => (count === 1 ? '1 fuente' : `${count} fuentes`),
  more: (count) => `y ${count} más`,
  earlier: 'Antes',
  topic: 'Tema',
  inferred: 'estimada',
  timeUnknown: 'fecha desconocida',
  untitled: 'Sin título',
  unnamedSource: 'Medio desconocido',
  picture: 'Imagen',
  why: '¿Por qué?',
  timeline: 'Cronología',
  mute: 'Silenciar',
  notRelevant: 'No es relevante',
  showStories: 'Ver las noticias',
  whyPosted: '¿Por qué este mensaje?',
  whatCameNext: 'Qué pasó después:',
  nowToldWith: 'Ahora agrupada con',
  newReports: (count) => (count === 1 ? 'Una información más:' : `${count} informaciones más:`),
  digestTitle: (day) => `Resumen de noticias del ${day}`,
  digestPage: (page, pages) => `página ${page} de ${pages}`,
  nothingNew: 'Nada nuevo.',
  burstTitle: (count) => (count === 1 ? '1 noticia' : `${count} noticias a la vez`),
  quietTitle: (count) =>
    count === 1 ? '1 noticia durante las horas de silencio' : `${count} noticias durante las horas de silencio`,
  missedTitle: (count) =>
    count === 1 ? 'Mientras tanto llegó 1 noticia' : `Mientras tanto llegaron ${count} noticias`,
  lateFrom: (since) => `Newsdesk no pudo enviar nada durante un tiempo; lo primero de esto es del ${since}.`,
  pausedFrom: (since) => `Este canal estaba en pausa desde el ${since}.`,
  blockedFrom: (since, reason) => `Desde el ${since} no se pudo publicar nada aquí: ${reason}`,
  commands: {
    watch: {
      description: 'Hace que un canal siga un tema, o cambia cómo lo sigue.',
      options: {
        topic: 'Qué seguir',
        channel: 'El canal en cuestión; si no se indica, este',
        as: 'Cada noticia al momento (alerts), en el resumen (digest) o ambos (both)',
        mention: 'El rol que se menciona con cada noticia',
        backfill: 'Cuántas noticias ya conocidas se publican ahora',
      },
    },
    unwatch: {
      description: 'Deja de seguir un tema en un canal.',
      options: { topic: 'El tema que se deja de seguir', channel: 'El canal en cuestión; si no se indica, este' },
    },
    topics: {
      description: 'Muestra qué sigue este servidor, dónde y cómo.',
      options: { page: 'Qué página de la lista' },
    },
    edit: {
      description: 'Muestra cómo se interpreta un tema y lo cambia.',
      options: {
        topic: 'El tema que se muestra o se cambia',
        add: 'Algo que las noticias deben tener además',
        to: 'De qué es otra forma de decirlo la palabra añadida',
        drop: 'Una palabra que el tema deja de pedir',
        require: 'Algo del tema que las noticias deben tener',
        exclude: 'Una palabra que las noticias no deben tener',
        query: 'Lo que sigue el tema, entero',
      },
    },
    preview: {
      description: 'Prueba un tema con lo que ya se conoce, antes de que alguien lo siga.',
      options: { topic: 'Qué seguir', days: 'Cuántos días hacia atrás' },
    },
    search: {
      description: 'Busca noticias por palabras.',
      options: { words: 'Palabras que buscar' },
    },
    latest: {
      description: 'Muestra las noticias más recientes.',
      options: { number: 'Cuántas' },
    },
    story: {
      description: 'Muestra una noticia con todas sus fuentes.',
      options: { story: 'Titular, identificador o página de la noticia' },
    },
    timeline: {
      description: 'Muestra qué pasó antes y después de una noticia.',
      options: { story: 'Titular, identificador o página de la noticia' },
    },
    why: {
      description: 'Dice por qué se publicó algo, o por qué no.',
      options: { what: 'Una noticia, un artículo, su página, un archivo o palabras de un titular' },
    },
    digest: {
      description: 'Muestra, prueba, programa o quita el resumen de un canal.',
      options: {
        what: 'Verlo (show), probarlo ahora (now), fijar sus horas (set) o quitarlo (off)',
        schedule: 'Cuándo llega: daily at 9:00; weekdays 8:30, 17:00; weekly Monday 9:00; una expresión cron',
        channel: 'El canal en cuestión; si no se indica, este',
      },
    },
    mute: {
      description: 'Silencia una noticia en un canal, para siempre o por un tiempo.',
      options: {
        story: 'Titular, identificador o página de la noticia',
        for: 'Cuánto tiempo: 2h, 3 days, good (para siempre); off lo anula. Si no se dice, para siempre',
        channel: 'El canal en cuestión; si no se indica, este',
      },
    },
    pause: {
      description: 'Retiene las noticias de un canal, de un tema o de todos.',
      options: {
        topic: 'El tema; si no se indica, todo lo que sigue el canal',
        channel: 'El canal en cuestión; si no se indica, este',
        for: 'Cuánto tiempo: 2h, 3 days, 1 week; si no se dice, hasta /news resume',
      },
    },
    resume: {
      description: 'Termina una pausa, de un tema o de todos.',
      options: {
        topic: 'El tema; si no se indica, todo lo que sigue el canal',
        channel: 'El canal en cuestión; si no se indica, este',
      },
    },
    irrelevant: {
      description: 'Dice que una noticia no tiene que ver con su tema; /news edit lo muestra.',
      options: { story: 'Titular, identificador o página de la noticia', undo: 'Lo deshace' },
    },
    words: {
      description: 'Muestra, añade o quita palabras propias: otras maneras de decir lo que piden los temas.',
      options: {
        what: 'Ver (list), añadir una palabra u otra manera de decirla (add) o quitarla (remove)',
        word: 'La palabra, dos puntos y lo que significa lo mismo; ~0.5 tras lo que solo puede significarlo',
        page: 'Página de la lista',
      },
    },
    feeds: {
      description: 'Muestra, prueba, añade, pausa o quita los canales RSS de los que llegan los artículos.',
      options: {
        what: 'Ver, añadir, probar, quitar, pausar, reanudar o guardar en un archivo (export)',
        feed: 'Dirección de un canal RSS o de un sitio; si ya está, basta su título',
        full: 'Si se leen las páginas de los artículos cuando el canal solo da el comienzo',
        page: 'Página de la lista',
      },
    },
    settings: {
      description: 'Muestra o cambia cómo recibe noticias un canal o todo el servidor.',
      options: {
        zone: 'Zona horaria del reloj: una ciudad, como Europe/Madrid',
        quiet: 'Horas de silencio en que las noticias esperan: 22:00-7:00, u off',
        language: 'Idioma de las palabras propias de Newsdesk',
        burst: 'Más noticias de un tema a la vez que estas se reúnen en un mensaje',
        publish: 'Si un canal de anuncios pasa sus noticias a los canales que lo siguen',
        empty: 'Si se envía también un resumen sin noticias',
        managers: 'El rol que puede cambiarlo todo',
        everywhere: 'Lo fija para todo el servidor, donde un canal no diga otra cosa',
        reset: 'Retira primero lo que estaba fijado',
        channel: 'El canal en cuestión; si no se indica, este',
      },
    },
    status: {
      description: 'Muestra qué sigue un canal, qué se retiene y por qué, y si Newsdesk funciona.',
      options: { channel: 'El canal en cuestión; si no se indica, este' },
    },
    export: {
      description: 'Entrega los temas, suscripciones y ajustes de este servidor en un archivo.',
      options: {},
    },
    import: {
      description: 'Añade los temas, suscripciones y ajustes de un archivo; no quita nada.',
      options: { file: 'Un archivo de /news export o una lista de canales RSS (OPML)' },
    },
    forget: {
      description: 'Borra todo lo que Newsdesk guarda de este servidor.',
      options: { confirm: 'Lo hace de verdad; si no, solo se dice qué se borraría' },
    },
    help: {
      description: 'Dice qué hace cada comando.',
      options: { command: 'El comando que se explica' },
    },
  },
};
