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
  pausedFrom: (since) => `Este canal estaba en pausa desde el ${since}.`,
  blockedFrom: (since, reason) => `Desde el ${since} no se pudo publicar nada aquí: ${reason}`,
};
