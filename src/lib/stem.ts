import { stemmer } from 'stemmer';

// Porter's rules put these together with another word ("new", "general" with "generous").
const AS_THEY_ARE: ReadonlyMap<string, string> = new Map([
  ['news', 'news'],
  ['universe', 'universe'],
  ['university', 'university'],
  ['universities', 'university'],
  ['organ', 'organ'],
  ['organs', 'organ'],
  ['importance', 'important'],
  ['generation', 'generation'],
  ['generations', 'generation'],
  ['arms', 'arms'],
  ['customs', 'customs'],
  ['marine', 'marine'],
  ['marines', 'marine'],
  ['secretary', 'secretary'],
  ['secretaries', 'secretary'],
  ['experience', 'experience'],
  ['experiment', 'experiment'],
  ['several', 'several'],
]);

// Forms that no rule leads back, and the word they belong to. Only where the form is hardly ever another word: "left" and "rose" are not here.
const IRREGULAR: ReadonlyMap<string, string> = new Map([
  ['died', 'die'],
  ['dies', 'die'],
  ['dying', 'die'],
  ['lied', 'lie'],
  ['lies', 'lie'],
  ['lying', 'lie'],
  ['tied', 'tie'],
  ['ties', 'tie'],
  ['men', 'man'],
  ['women', 'woman'],
  ['children', 'child'],
  ['won', 'win'],
  ['met', 'meet'],
  ['said', 'say'],
  ['says', 'say'],
  ['made', 'make'],
  ['took', 'take'],
  ['taken', 'take'],
  ['fell', 'fall'],
  ['fallen', 'fall'],
  ['risen', 'rise'],
  ['grew', 'grow'],
  ['held', 'hold'],
  ['lost', 'lose'],
  ['sold', 'sell'],
  ['bought', 'buy'],
  ['fought', 'fight'],
  ['caught', 'catch'],
  ['sought', 'seek'],
  ['found', 'find'],
  ['sent', 'send'],
  ['paid', 'pay'],
  ['kept', 'keep'],
  ['gave', 'give'],
  ['given', 'give'],
  ['broke', 'break'],
  ['broken', 'break'],
  ['stole', 'steal'],
  ['stolen', 'steal'],
  ['spoke', 'speak'],
  ['spoken', 'speak'],
  ['chose', 'choose'],
  ['chosen', 'choose'],
  ['sued', 'sue'],
  ['sues', 'sue'],
  ['suing', 'sue'],
]);

// A word of plain letters with another ending is its own stem: no rule of Porter's says anything about it, and asking them all takes long.
const MAY_CHANGE = /[^a-z]|[esy]$|(?:al|ci|ed|er|gi|ic|li|ll|ng|nt|on|or|ou|sm|ti|ul)$/;

/**
 * What the forms of an English word have in common ("negotiations", "negotiated" → "negoti"; "fell" → "fall"): Porter's stemmer and the irregular forms
 * that news uses. Takes a folded word without punctuation. Only for words of English text; a name is best compared as it stands.
 */
export function englishStem(word: string): string {
  const known = AS_THEY_ARE.get(word);
  if (known !== undefined) return known;
  const regular = IRREGULAR.get(word) ?? word;
  return MAY_CHANGE.test(regular) ? stemmer(regular) : regular;
}
