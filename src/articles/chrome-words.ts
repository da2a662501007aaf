import { endsLikeSentence, fold } from '../lib/text.ts';

/**
 * What news sites write around their articles, in the languages we meet most. Lines are compared folded, without numbers, bullets and
 * punctuation at their ends. Add what a page shows; keep out what may be a line of an article.
 */

/** What a line of chrome does: begins what follows the article, begins its readers' comments, speaks of a picture, or is only in the way. */
export type Chrome = 'ending' | 'comments' | 'caption' | 'noise';

/** `Latest news: (3) »` → `latest news`: how the lists below spell a line. */
function bare(folded: string): string {
  return folded.replace(/^[^\p{L}]+/u, '').replace(/[^\p{L}]+$/u, '');
}

/** No line of the lists is longer, whatever stands around it. */
const MOST_BARE_CHARACTERS = 60;

const COMMENTS = phrases(`
  comments / comment / view comments / show comments / read comments / hide comments / all comments / leave a comment / leave a reply /
  post a comment / post comment / add a comment / join the conversation / join the discussion / what do you think / your comment / load
  comments / comments are closed / comment on this story / discussion / comentarios / deja un comentario / deja una respuesta /
  commentaires / laisser un commentaire / kommentare / kommentar schreiben / kommentar hinterlassen / comentários / deixe um comentário
  / commenti / lascia un commento / komentar / tinggalkan balasan / комментарии / yorumlar / reacties / komentarze / facebook comments /
  conversation`);

const ENDINGS = phrases(`
  trending / trending news / trending now / trending topics / trending stories / recent stories / recent posts / recent articles /
  recent news / recent headlines / related / related stories / related articles / related news / related posts / related content /
  related topics / related links / related coverage / related story / related video / related videos / related items / related tags /
  more stories / more news / more headlines / more articles / more coverage / most read / most popular / most viewed / most shared /
  most commented / most discussed / most recent / popular / popular posts / popular stories / popular news / popular articles / popular
  now / top stories / top news / top headlines / top posts / latest / latest news / latest stories / latest articles / latest headlines
  / latest posts / latest updates / latest videos / breaking news / headlines / news in pictures / in pictures / you may also like / you
  might also like / you may like / you might like / you may be interested in / you might be interested in / you may also be interested
  in / recommended / recommended for you / recommended stories / recommended articles / recommended reading / recommended videos /
  suggested for you / suggested stories / sponsored / sponsored content / sponsored links / sponsored stories / promoted / promoted
  stories / promoted content / paid content / from the web / around the web / from around the web / from our partners / partner content
  / editors picks / editor's picks / editors' picks / editor's choice / editor's pick / staff picks / don't miss / must read / must
  reads / must watch / what to read next / what to watch next / read next / up next / next up / next story / next article / next post /
  previous article / previous post / previous story / see also / also read / read also / also on / also in the news / elsewhere /
  elsewhere on the web / in other news / other news / other stories / other headlines / features / opinion / opinions / analysis / blogs
  / blog / interview / videos / video / galleries / photo galleries / photos / about the author / about the authors / about author /
  about the writer / author bio / meet the author / written by / more by this author / posts by this author / about us / about / contact
  us / contact / connect / connect us on / connect with us / follow us / follow us on / stay connected / stay in touch / get in touch /
  find us on facebook / share this / share this article / share this story / share this post / share this page / share this entry /
  share article / share story / share your thoughts / like this / like loading / tags / tagged / topics / topics in this article / more
  on this topic / filed under / categories / archives / keywords / in this story / in this article / key words / newsletter /
  newsletters / newsletter sign-up / sign up for our newsletter / sign up for our newsletters / subscribe to our newsletter / subscribe
  to our newsletters / subscribe / get our newsletter / get the newsletter / join our newsletter / daily newsletter / email newsletter /
  email alerts / stay informed / stay up to date / site map / sitemap / site index / site information / terms / terms of use / terms of
  service / terms and conditions / terms & conditions / privacy / privacy policy / privacy notice / cookie policy / cookies / legal /
  disclaimer / advertise with us / advertise / help / faq / jobs / careers / editions / sectors / sections / other links / other
  products / company / legal notice / impressum / footer / navigation / quick links / useful links / back to top / return to top / top
  of page / story timeline / timeline / references / sources / footnotes / notes / show more / load more / more videos / show sources /
  read full story / support us / support our work / support our journalism / donate / about this article / corrections / report a
  correction / report an error / our network / our sites / partners / our partners / devshots / most watched / you may have missed /
  just in / on our radar / live / live updates / vous aimerez aussi / você pode gostar / você também pode gostar / te puede gustar / das
  könnte ihnen auch gefallen / ti potrebbe interessare / more like this / more to read / more to explore / further reading / dig deeper
  / explore more / discover more / what others are reading / what readers are reading / readers also liked / best of / the latest / news
  / today's top stories / today's headlines / this week's top stories / market data / stock quotes / promoted by taboola / by taboola /
  by outbrain / recommended by outbrain / ads by / sponsored by / elsewhere on / view more / view all / see all / see more / show all /
  older posts / newer posts / post navigation / article navigation / beitragsnavigation / why you can trust / our standards / first
  published on / noticias relacionadas / relacionadas / te puede interesar / lo más leído / más leídas / más noticias / últimas noticias
  / lo último / artículos relacionados / etiquetas / compartir / síguenos / temas / archivado en / à lire aussi / lire aussi / sur le
  même sujet / articles liés / les plus lus / à la une / partager / mots-clés / dernières actualités / mehr zum thema / das könnte sie
  auch interessieren / auch interessant / meistgelesen / meistgelesene artikel / neueste artikel / ähnliche artikel / weitere artikel /
  verwandte artikel / schlagworte / themen / teilen / newsletter abonnieren / notícias relacionadas / leia também / leia mais / mais
  lidas / últimas notícias / compartilhe / assuntos / leggi anche / articoli correlati / i più letti / potrebbe interessarti / condividi
  / ultime notizie / terkait / berita terkait / baca juga / terpopuler / artikel terkait / bagikan / tulisan terkini / читайте также /
  по теме / последние новости / популярное / новости партнеров / теги / поделиться / ilgili haberler / çok okunanlar / lees ook / meest
  gelezen / czytaj także / najczęściej czytane / läs också / mest läst`);

const NOISE = phrases(`
  advertisement / advertisements / advertising / advert / ad / ads / article continues below / article continues after advertisement /
  story continues / story continues below / story continues below advertisement / continue reading / continue reading below / keep
  reading / keep scrolling / read more / read full article / more / loading / loading... / click to expand / tap to expand / share /
  share on facebook / share on twitter / share on linkedin / share on whatsapp / share on pinterest / share via email / share by email /
  tweet / retweet / like / pin / pin it / email / e-mail / email this / print / print this / print article / save / save article /
  bookmark / copy / copy link / copy url / link copied / facebook / twitter / instagram / youtube / linkedin / whatsapp / telegram /
  pinterest / reddit / tumblr / messenger / flipboard / x / rss / rss feed / google plus / google+ / threads / bluesky / mastodon /
  facebook twitter / facebook twitter linkedin / facebook twitter email / twitter facebook / photo / image / caption / close / hide
  caption / toggle caption / enlarge / enlarge this image / enlarge image / view gallery / back to gallery / gallery / slideshow / video
  / play / play video / watch / watch video / watch live / watch now / listen / listen to this article / listen now / pause / mute /
  unmute / replay / media playback is unsupported on your device / your browser does not support the audio element / your browser does
  not support the video tag / getty images / reuters / afp / associated press / ap / file photo / file / courtesy photo / image credit /
  photo credit / image source / transcript / download / embed / highlights / follow / following / followed / unfollow / subscribe /
  subscribe now / sign up / sign up now / sign in / log in / login / register / menu / left menu / open menu / main menu / close menu /
  search / home / skip to content / skip to main content / skip to navigation / jump to content / top / up / next / previous / prev /
  back / reply / report / flag / font size / text size / a a / comment / min read / minutes read / minute read / image copyright / image
  caption / country / global / published / updated / created / last updated / by / written by / posted by / author / source / via /
  edited by / reporting by / give feedback / feedback / notifications / get notifications / allow notifications / alert / breaking /
  exclusive / live / new / correction / editor's note / premium / subscriber only / for subscribers / members only / iklan / anzeige /
  werbung / publicidad / publicité / publicidade / pubblicità / reklama / реклама / reklam / advertentie / annons / facebook x / opens
  in new window / opens in a new window / opens in new tab / external link / view on twitter / view this post on instagram / learn more
  / find out more / see also / related / accept / accept all / i accept / i agree / agree / got it / ok / manage preferences / cookie
  settings / reject all / dismiss / no thanks / maybe later / thank you for reading / thanks for reading / thank you / you have been
  successfully subscribed / invalid email / your email / email address / enter your email / enter your email address / your email
  address / first name / last name / submit / send / go / done / cancel / retry / load more / show more / show less / view more / expand
  / collapse / see more / tap to unmute / skip ad / learn more about our use of cookies / scroll to continue / scroll down / swipe /
  click here / trending / sponsored / promoted / featured / featured video / related video / now playing / up next / autoplay /
  advertise here / story highlights / key points / most read / story continues below this ad / live reporting / end of list / opens new
  tab / opens in new tab or window / we value your privacy / your privacy / before you continue / link copied! / see fewer / see less /
  purchase licensing rights / article has been shared / gift this article / gift article / listen to article / share full article /
  add as preferred source / make us preferred on google / rate story / kindly share this story / share this with`);

// Beginnings of headings: a whole sentence that begins so is none ("More from the army's stores was sent on Monday.").
const HEADING_STARTS = [
  String.raw`most (?:read|popular|viewed|shared|commented|recent|discussed)\b`,
  String.raw`more (?:stories|news|articles|headlines|coverage|posts|videos|reading)? ?(?:from|in|on|about|by|like|for|at)\b`,
  String.raw`related (?:stories|articles|coverage|topics|links|to)\b`,
  String.raw`trending (?:on|in|now)\b`,
  String.raw`latest (?:from|in|on|news)\b`,
  String.raw`popular (?:on|in)\b`,
  String.raw`read more (?:from|about|on)\b`,
  String.raw`recommended (?:for|by)\b`,
  String.raw`follow (?:us|me|him|her)\b`,
  String.raw`filed under\b`,
  String.raw`posted in\b`,
  String.raw`(?:tags?|topics?|keywords?)\b[^.!?]*$`,
  String.raw`categor(?:y|ies)\s*:`,
  String.raw`elsewhere on\b`,
  String.raw`explore the\b`,
  String.raw`about the authors?\b`,
  String.raw`share this\b`,
];
// Beginnings of notices, sentences or not.
const NOTICE_STARTS = [
  '©',
  String.raw`(?:\(c\)|copyright)\s*(?:©|\(c\)|\d|by\b|:|$)`,
  String.raw`all rights reserved\b`,
  String.raw`explore further\b`,
  String.raw`citation\s*:`,
  String.raw`this document is subject to copyright\b`,
  String.raw`this (?:article|story|post) (?:was )?(?:originally |first )?(?:appeared|published)\b`,
  String.raw`the post .{1,250} (?:appeared first|first appeared) on\b`,
  String.raw`sign up (?:for|to|now|here)\b`,
  String.raw`subscribe (?:to|for|now|today)\b`,
  String.raw`get (?:our|the latest|breaking|daily|more)\b.{0,60}(?:inbox|newsletters?|alerts?|news)\b`,
  String.raw`(?:like|join) us on\b`,
  String.raw`follow (?:us|me|him|her)\b.{0,60}\b(?:on|at)\b`,
  String.raw`become a (?:member|supporter|patron)\b`,
  String.raw`support (?:us|our work|our journalism|independent journalism)\b`,
  String.raw`download (?:our|the) .{0,30}\bapp\b`,
  String.raw`this (?:article|story|content|post) is (?:only )?(?:available |reserved |exclusive )?(?:only )?(?:for|to) (?:our |premium |paying )?(?:subscribers|members)\b`,
  String.raw`(?:you have|you've) (?:\d+|no|reached|used|read)\b.{0,40}\b(?:free articles?|article limit|articles? (?:left|remaining|this month))\b`,
  String.raw`(?:to (?:continue|keep) reading|to read (?:the (?:full|rest)|this|more)|continue reading)\b.{0,60}\b(?:subscribe|subscription|sign in|log ?in|register|account|subscriber)`,
  String.raw`already (?:a |have (?:a |an )?)?(?:subscriber|member|subscri(?:bed|ption)|account|registered)\b`,
  String.raw`(?:the )?(?:views|opinions) expressed (?:in this|here|by|are)\b`,
  '(?:cautionary note regarding )?forward-looking statements?$',
  'please (?:enable|turn on) javascript',
  'we use cookies',
  'this (?:web)?site uses cookies',
  String.raw`by (?:using|continuing)\b.{0,60}\b(?:cookies|agree|site)\b`,
];
const HEADING_START = new RegExp(`^(?:${HEADING_STARTS.join('|')})`, 'u');
const NOTICE_START = new RegExp(`^(?:${NOTICE_STARTS.join('|')})`, 'u');
const COMMENTS_START =
  /^(?:\d+ thoughts? on\b.*|(?:\(?\d[\d,.]* )?(?:comments?|replies|responses?|reader comments|kommentare|comentarios|commentaires|комментари\p{L}+)(?:\s*(?:\(\d+\)|on\b.*|to\b.*|[-–|:].*))?)$/u;
const CAPTION_PATTERNS: readonly RegExp[] = [
  /^(?:above|below|pictured|left|right|top|bottom)\s?:/,
  /^courtesy of\b[^.]{1,60}$/,
  /\bsubmitted photos?$/,
  /[.!?]["”]? \(?(?:getty|statista|nasa|esa|istock|unsplash|pixabay|flickr|wikimedia commons|screenshot)(?: images)?\)?$/,
  /\((?:[a-z][\w.&-]+(?: [a-z][\w.&-]+){0,2}\/){1,3}[a-z][\w.& -]{1,30}\)$/,
  /^(?:photo|photos|image|images|picture|pictures|photograph|photographs|video|illustration|graphic|file photo|file image|representational? (?:image|photo|picture)|photo illustration|photo credit|image credit|credit|credits|courtesy|foto|imagen|bild|credit photo|credito|cover image|featured image)(?:s)?(?: (?:credit|copyright|source|caption|courtesy|via|by))*\s*[:|/©-]/u,
  /^(?:image|media|video)(?: |\s*)(?:copyright|caption|source|playback)\b/,
  /^this image is (?:ai|computer|a representation|for (?:representation|illustrat))/,
  /\b(?:getty images|afp via getty|ap photo|reuters photo|epa-efe|shutterstock|istockphoto|file photo)\b[^.!?]{0,30}$/,
  /\(?(?:photo|image|picture|photograph|credit|illustration)(?: credit)?(?: by|:)[^.]{2,80}\)?$/,
  /\b(?:photo|image|picture|illustration)? ?(?:credits?|copyright|courtesy(?: of)?)\s?[:|/©]\s?[^.]{2,60}$/,
  / ?[/|] ?(?:ap|afp|reuters|getty images|epa|bloomberg|shutterstock|alamy|pa)(?: (?:file|images?|photos?|via getty images))*\)?$/,
  /\((?:ap photo|photo|image|file photo|file|reuters|afp|getty)[/:, ][^()]{2,80}\)\.?$/,
];
// What a form, a newsletter box or a notice of consent says to the reader.
const FORM_WORDS =
  /\b(?:newsletters?|subscriptions?|subscribed?|sign(?:ing|ed)? up|opt-in|in ?box|unsubscribe|privacy policy|terms of (?:use|service)|data protection policy|community (?:standards|guidelines)|personal data|activation link|e-?mail address|name, e-?mail|submitting this form|your consent|pop-?ups?|ad ?blocker)\b/;
const TO_READER = /\b(?:you|your|please|my)\b|\bour newsletter|\bsigning up!/;
const NOISE_PATTERNS: readonly RegExp[] = [
  /^\(?(?:just now|moments ago|(?:about |over |an? |\d+ ?)(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|months?|years?)(?: \d+ \p{L}+)? ago)\)?$/u,
  /^(?:click|tap) (?:here|to|on)\b/,
  /^(?:read|watch|see|listen|also read|read also|see also|read more|watch more|watch now|watch live|read next|related|also watch|more|don't miss|must read|must-read|see more|learn more|exclusive|listen now|also see|further reading|recommended|trending|top story|kindly share|baca juga|lire aussi|a lire aussi|leer mas|lee tambien|lea tambien|mehr dazu|mehr zum thema|lesen sie auch|leia mais|leia tambem|leggi anche|читаите также|lees ook)\s*[:|>"]/u,
  /^(?:scroll|swipe) (?:down|to|for)\b/,
  /^\(?with (?:additional )?inputs? from\b/,
  /^(?:updated|created|published|posted|last (?:updated|modified)|first published|modified|date|publie\p{L}*|mis a jour|actualizado|aktualisiert|veroffentlicht|stand)\s*(?::|on\b|at\b|\d|le \d|am \d)[^.]{0,80}$/u,
  /^\d+ ?(?:min(?:ute)?s?)[ -]read$/,
  /^\d[\d,.]*[kKmM]? ?(?:shares?|views?|likes?|retweets?|comments?|followers?|reactions?|votes?)$/u,
  /^(?:enter your email|your email address|sign up|subscribe|join (?:our|\d)|get (?:the|our) .{0,40}newsletter|enlarge (?:this )?image|toggle caption|hide caption)\b/,
  /^https?:\/\/\S+$/,
  /\bcookies?\b.{0,300}\bcookies?\b/,
  /\bclick to tweet$/,
  /^you are here\b/,
  /^share all sharing options\b/,
  /^(?=.{0,100}$)(?:\S+ ){0,5}(?:facebook|twitter|whatsapp|linkedin|pinterest|telegram|reddit|instagram|youtube|e-?mail)\b(?: \S+){0,5} ?(?:facebook|twitter|whatsapp|linkedin|pint(?:erest)?|telegram|reddit|instagram|youtube|e-?mail|rss|print)\b[^.!?]{0,40}$/,
  /\b(?:in|to|meet|into) your inbox\b/,
  /^this (?:site|page) is protected by\b/,
  /^(?:follow|like|find|listen to|watch) (?:\S+ ){1,6}(?:on|live|via) (?:twitter|facebook|instagram|youtube|telegram|whatsapp|weekdays|at \d)/,
  /^our standards\b/,
  /^(?:home|inicio|startseite|accueil|beranda) ?[/">›|]/u,
  /^continue reading (?:the )?(?:main|story|below|article)\b/,
  /^this article is more than (?:\d+|an?) (?:year|month)s? old\b/,
  /^list (?:of \d+ items|\d+ of \d+)\b/,
  /^\d+ of \d+ ?(?:\||$)/,
  /^related (?:article|story|link|video)s? \S/,
  /\b(?:we and our (?:\d[\d,]* )?(?:trusted |third[- ]party )?(?:partners|vendors)|store and\/or access information on a device|personali[sz]ed (?:ads|advertising|content) and content|legitimate interests?\b.{0,200}\b(?:consent|partners|vendors)|(?:change|manage|set) your (?:cookie |privacy )?preferences|consent to our\b|precise geolocation data)/,
  /\b(?:can|may) be reached at\b/,
  /^have a (?:news )?tip\?/,
  /^\[related\b/,
  /^@[\w.]+$/,
  /^(?:pic\.twitter\.com|t\.co)\/\S+$/,
];

const MAX_CHROME_CHARACTERS = 700;

/**
 * What a line of chrome does, or null where the line is none that the lists know (it may still be chrome by its shape). `folded`: the line, if it
 * is folded already.
 */
export function chromeOf(line: string, folded: string = fold(line)): Chrome | null {
  if (line.length > MAX_CHROME_CHARACTERS) return null;
  if (mayBeListed(folded)) {
    const name = bare(folded);
    if (COMMENTS.has(name)) return 'comments';
    if (ENDINGS.has(name)) return 'ending';
    if (name === '' || NOISE.has(name)) return 'noise';
  }
  const isHeading = line.length <= 200 && !endsLikeSentence(line);
  if (isHeading && line.length <= 80 && COMMENTS_START.test(folded)) return 'comments';
  if (isHeading && HEADING_START.test(folded)) return 'ending';
  if (line.length <= 300 && NOTICE_START.test(folded)) return 'ending';
  if (line.length <= 600 && FORM_WORDS.test(folded) && TO_READER.test(folded) && !/^["']/.test(folded)) return 'ending';
  for (const pattern of CAPTION_PATTERNS) if (pattern.test(folded)) return 'caption';
  for (const pattern of NOISE_PATTERNS) if (pattern.test(folded)) return 'noise';
  return null;
}

/** Whether what stands between the first letter of a line and its last is short enough for the lists. */
function mayBeListed(folded: string): boolean {
  if (folded.length <= MOST_BARE_CHARACTERS) return true;
  const first = folded.search(/\p{L}/u);
  return first < 0 || !/\p{L}/u.test(folded.slice(first + MOST_BARE_CHARACTERS));
}

function phrases(list: string): ReadonlySet<string> {
  return new Set(list.split('/').map((phrase) => bare(fold(phrase))));
}
