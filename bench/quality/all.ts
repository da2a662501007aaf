/**
 * Every measure of how well Newsdesk judges news, on labelled news that is not part of the project, in one closing table:
 *
 *   npm run bench:quality -- DATA_FOLDER [--errors] [--half fit|held]
 *
 * Each measure is a program of its own beside this one, with the same options. `--errors` prints every error with its reasons; `--half` takes half of
 * the stories, topics and pages. `conditions.ts` tells how grouping holds without titles, with cut texts, in lower case, of headlines alone.
 */
import { measureFeeds } from './feeds.ts';
import { measureGrouping } from './grouping.ts';
import { runMeasures } from './measure.ts';
import { measurePages } from './pages.ts';
import { measurePairs } from './pairs.ts';
import { measureSummaries } from './summaries.ts';
import { measureTopics } from './topics.ts';

await runMeasures([measurePages, measureGrouping, measurePairs, measureTopics, measureSummaries, measureFeeds]);
