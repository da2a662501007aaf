import { describe, expect, test } from 'vitest';
import { article, explain } from './support.ts';

// Headlines written for this test: what must alert, and what is about something near it and must not.
const PAIRS = `
US–Russia embassy talks
+ U.S. and Russia open talks on reopening consulates
+ Kremlin and White House negotiators discuss embassy staffing
+ Russian and American diplomats meet over diplomatic missions
+ US AND RUSSIA HOLD EMBASSY TALKS
- Russia expels two German diplomats over embassy row
- US and China hold trade talks in Geneva
- Russia and Ukraine hold talks on prisoner swap
- US embassy in Kenya reopens after bombing
- Russian embassy in London hosts chess evening
- They told us about the Russian embassy
- Embassy talks between India and Pakistan collapse

earthquake in Japan
+ Strong quake hits northern Japan
+ Tokyo trembles as earthquake shakes Japanese coast
+ japan earthquake kills three
- Earthquake shakes southern Italy
- Japan wins women's football final
- Political earthquake in Germany after state elections

North Korea missile launch
+ North Korean army fires ballistic missile
+ Pyongyang launches two missiles into the sea
- South Korea launches weather satellite
- South Korean president launches re-election campaign

Premier League title race
+ Premier League title race goes to the last day
- Dutch premier resigns after coalition row

bank robbery in Paris
+ Robbers raid bank in central Paris
+ Paris bank heist: three held
- Paris bank raises interest rates
- Jewellery robbery in London
- Paris Hilton opens bank account for charity

strike at Boeing
+ Boeing workers walk out over pay
+ Boeing union votes for strike
- Airbus workers strike in Toulouse
- Boeing wins order for fifty jets

resignation of the Peruvian president
+ Peru's president resigns
+ President of Peru steps down after protests
- Chile's president steps down as party leader

wildfires in California
+ Wildfire forces thousands from homes in California
+ California blaze destroys vineyard
- Wildfires rage in southern Greece
- California passes budget

Nigeria kidnapping of students
+ Gunmen abduct students from school in Nigeria
+ Nigerian students kidnapped in night raid
- Nigerian students win robotics prize
- Gunmen attack village in Niger

ceasefire in Sudan
+ Sudanese army agrees truce
+ Khartoum fighting stops as Sudan ceasefire begins
- Ceasefire holds in South Sudan
- Ceasefire in Gaza collapses

Georgia election protests
+ Protesters in Tbilisi reject Georgia election result
+ Georgian opposition protests against vote count
- Armenia holds early election

Microsoft outage
+ Microsoft services down in global outage
+ Outage hits Microsoft cloud customers
- Amazon outage takes sites offline
- Microsoft buys game studio

T. Reid enters rehab
+ Tara Reid checks into rehab
- Harry Reid announces retirement

bitcoin falls
+ Bitcoin slumps to lowest price in a year
- Ether slumps as traders sell

Klitchko title fight
+ Klitschko defends heavyweight title
- Joshua defends heavyweight title

UN climate summit
+ United Nations climate conference opens in Belém
+ World leaders gather for U.N. climate talks
- EU finance ministers meet in Brussels

WHO Ebola vaccine
+ World Health Organization approves Ebola vaccine
- Who invented the zip? A short history

Walmart lawsuit
+ Wal-Mart sued over wages
- Target sued over data breach

health care bill vote
+ Senate to vote on healthcare bill
- Senate to vote on defence budget

Spain train crash
+ Spanish train derails, dozens injured
+ Two trains collide near Madrid in Spain
- Spain opens new high-speed train line to Galicia
- Train crash in India kills dozens

murder trial of Smithfield brothers
+ Smithfield brothers go on trial for murder
- Murder trial of nurse begins in Leeds

turkey recipes
+ Ten turkey recipes for the holidays
- Turkey and Greece agree on gas exploration
`;

describe('headlines that must and must not alert', () => {
  for (const group of PAIRS.trim().split('\n\n')) {
    const [query = '', ...lines] = group.split('\n');
    test.each(lines)(`${query} %s`, (line) => {
      const match = explain(query, article(line.slice(2)));
      expect(match.isMatch, `${match.score}: ${match.why.join('; ')}`).toBe(line.startsWith('+'));
    });
  }
});
