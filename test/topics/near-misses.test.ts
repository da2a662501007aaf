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

Japan interest rates
+ Bank of Japan raises interest rates
+ BOJ keeps interest rates on hold
- Bank of England raises interest rates

Bank of Japan
+ Bank of Japan raises interest rates
+ BOJ governor warns of inflation
- Earthquake hits Japan
- Bank of America cuts jobs

White House
+ White House names new spokesman
- US factory orders rise
- Washington hit by snow storm

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

uk inflation
+ UK inflation falls to 3.1% in February
+ British consumer prices rise faster than expected
- Turkish inflation slows to 31%
- UK and France sign migration deal

us china tariffs
+ Beijing retaliates with levies on American soybeans
+ U.S., China extend tariff truce by 90 days
- India cuts tariffs on American motorcycles
- US and China hold military talks in Singapore
- They gave us china for our wedding

apple earnings
+ Apple quarterly profit beats expectations as iPhone sales rise
+ Apple reports record revenue
- Apple harvest hit by late frost in Poland
- Microsoft earnings top estimates on cloud growth
- Apple unveils new iPhone

tesla recall
+ Tesla recalls 120,000 cars over door latch fault
+ Tesla to recall Cybertrucks after accelerator problem
- Ford recalls 300,000 pickups over brakes
- Tesla shares fall after delivery miss

openai lawsuit
+ OpenAI sued by newspaper group over copyright
+ Judge dismisses Musk's case against OpenAI
- OpenAI releases new model
- Meta sued over teen safety

who pandemic treaty
+ WHO member states adopt pandemic accord
+ World Health Organization talks on pandemic agreement fail
- Who will win the treaty debate?

israel gaza ceasefire
+ Israel and Hamas agree to truce in Gaza
+ Gaza ceasefire: Israeli troops begin pullback
- Ceasefire holds between Israel and Hezbollah in Lebanon
- Israel approves new settlement in West Bank
- Ukraine rejects ceasefire offer

ukraine war peace talks
+ Ukraine and Russia to resume peace negotiations in Istanbul
- Sudan peace talks collapse in Jeddah
- Ukraine wins Eurovision semi-final

german elections
+ Germany votes: conservatives lead exit polls
+ CDU wins German election
- Austrian election: far right wins

french pension reform
+ French parliament votes on pension reform
- French Open: Alcaraz reaches final
- Germany debates pension reform

manchester united manager
+ Manchester United sack manager after derby defeat
+ Man Utd appoint new head coach
- Manchester City manager signs new contract
- United Airlines names new chief executive
- Manchester tram line reopens

lakers
+ Lakers beat Celtics in overtime
+ LeBron leads Lakers past Suns
- Three lakes freeze over in Minnesota
- Celtics beat Knicks

india vs pakistan cricket
+ India beat Pakistan by six wickets in Asia Cup
+ Pakistan win toss, bat first against India
- India and Pakistan exchange fire across Line of Control
- England beat Australia by an innings

champions league final
+ Champions League final: Real Madrid v Arsenal
- Europa League final moved to Bilbao
- Local darts league crowns champions

wimbledon
+ Sinner wins Wimbledon title
+ Wimbledon: Swiatek thrashes Anisimova in final
- Alcaraz wins US Open title

oil prices
+ Oil rises 3% as OPEC+ delays output increase
+ Crude prices slump on demand fears
+ Brent falls below $60 a barrel
- House prices rise in March
- Oil spill reaches Peru coast

fed rate cut
+ Federal Reserve lowers interest rates by quarter point
+ Fed cuts rates for third time this year
- ECB cuts rates as growth stalls
- FedEx cuts 2,000 jobs in Europe
- Prisoners fed cut rations

boeing 737 max
+ Boeing 737 Max grounded after panel blows out
+ FAA clears Boeing's 737 MAX 7
- Boeing wins 787 order from Emirates
- HBO Max raises prices

plane crash india
+ Air India jet crashes after take-off in Ahmedabad
+ Plane crash in India kills 240
- Plane crash in Nepal kills 18
- India orders 30 fighter planes

flood pakistan
+ Floods kill 300 in northwest Pakistan
- Floods in Spain kill dozens

typhoon philippines
+ Typhoon slams into northern Philippines
+ Filipinos flee as super typhoon nears Luzon
- Typhoon hits Taiwan
- Philippine senate ousts its president

hurricane florida
+ Hurricane Milton makes landfall in Florida
+ Florida braces for category 4 storm
- Hurricane batters Jamaica

turkey earthquake
+ Earthquake of magnitude 6.1 shakes western Turkey
+ Turkish city rattled by quake
- Quake hits Greek island
- Turkey raises interest rates

turkish lira
+ Lira hits record low after Istanbul mayor's arrest
+ Turkey's central bank moves to defend lira
- Lebanese pound collapses

school shooting texas
+ Gunman kills two at Texas high school
+ Shooting at Houston school leaves three hurt
- Texas school board bans books
- School shooting in Tennessee leaves one dead

supreme court abortion
+ Supreme Court upholds access to abortion pill
+ Justices hear challenge to state abortion ban
- Supreme Court rules on tariffs
- Poland votes on abortion law

trump trial
+ Trump convicted in hush money case
+ Jury selection begins in trial of Donald Trump
- Trump signs executive order on steel
- Trial of drug shows promise against Alzheimer's

bird flu
+ Bird flu found in dairy herd in Nevada
+ H5N1 avian influenza kills 40,000 turkeys in Suffolk
- Flu season peaks early in Britain
- Bird count shows fall in sparrows

measles outbreak
+ Measles cases top 500 in west Texas outbreak
+ Measles spreads in Romania as vaccination falls
- Cholera outbreak kills 30 in Malawi

covid vaccine
+ Coronavirus vaccine approved for infants
+ FDA limits Covid-19 vaccines to over-65s
- Measles vaccine uptake falls
- Covid inquiry hears from nurses

chip export controls
+ US tightens curbs on exports of AI chips to China
+ Nvidia says semiconductor export restrictions will cost $5bn
- Dutch chipmaker reports record orders

tiktok ban
+ Congress passes bill to ban TikTok
+ TikTok goes dark in US hours before ban
- Australia bans social media for under-16s
- TikTok hires 1,000 moderators

crypto hack
+ Hackers steal $1.5bn in crypto from exchange Bybit
+ Cryptocurrency exchange hacked, $100m stolen
- Bitcoin hits record high
- Hospital hacked, patient data stolen

volcano iceland
+ Icelandic volcano erupts for seventh time in a year
+ Iceland: eruption near Grindavik forces evacuation
- Volcano erupts in Indonesia
- Iceland elects first Green president

coup in niger
+ Soldiers announce overthrow of Niger's president
+ Niger coup: ECOWAS threatens force
- Coup attempt foiled in Burkina Faso
- Nigeria's president reshuffles cabinet

dr congo rebels
+ M23 rebels seize Goma in eastern Congo
+ DRC army retakes town from M23
- Rebels attack convoy in Mali
- Congo Brazzaville votes for president

south korea impeachment
+ South Korean court removes president Yoon from office
- North Korea tests missile
- Philippine vice-president Sara Duterte impeached

opec meeting
+ Opec to meet early to discuss cuts
- G20 ministers meet in Cape Town

nobel peace prize
+ Venezuelan opposition leader wins Nobel Peace Prize
+ Nobel peace committee honours Japanese bomb survivors
- Nobel literature prize goes to Korean writer
- Peace talks resume in Doha

spacex starship launch
+ SpaceX's Starship explodes minutes after lift-off
+ Starship launches on tenth test flight
- SpaceX launches 23 Starlink satellites
- China launches crew to space station

amazon layoffs
+ Amazon lays off hundreds in cloud unit
- Amazon deforestation falls to ten-year low
- Microsoft lays off 9,000

train strike uk
+ Rail workers walk out across Britain
+ British train drivers announce new strikes
- Train strike brings Germany to halt
- UK doctors strike over pay

migrant boat sinking
+ Dozens drown as migrant boat capsizes off Libya
+ At least 40 migrants dead after vessel sinks near Greece
- Migrant hotel protests spread
- Fishing boat sinks off Alaska

oscars
+ Anora sweeps Oscars with five awards
+ Academy Awards: full list of winners
- Grammys: Beyonce wins album of the year

king charles cancer
+ King Charles has cancer, palace says
- Charles Leclerc wins in Monaco
- Cancer drug approved for children

ai regulation
+ EU agrees landmark rules on artificial intelligence
+ California governor vetoes AI safety bill
- Air India appoints safety chief
- EU agrees rules on packaging

nato summit
+ NATO leaders meet in The Hague
+ Nato allies agree 5% spending target at summit
- EU summit ends without deal on migration

mexico cartel
+ Mexican drug cartel leader captured in Sinaloa
+ Cartel gunmen kill mayor in western Mexico
- Ecuador gang leader recaptured
- Mexico elects judges

gas explosion
+ Gas blast flattens house in Ohio
+ Explosion caused by gas leak kills four in Prague
- Gas prices rise before winter
- Bomb explosion kills five in Quetta

power outage spain
+ Massive blackout hits Spain and Portugal
+ Spain power cut: what we know
- Power outage in Chile halts metro
- Spanish power company buys rival

interest rates bank of england
+ Bank of England cuts interest rates to 4%
+ BoE holds rates as inflation stays high
- Fed holds rates
- England beat bank holiday rain at Lord's

netanyahu corruption trial
+ Netanyahu testifies in corruption trial
- Netanyahu visits White House
- Sarkozy corruption trial opens

climate protest
+ Climate activists block motorway near Berlin
- Farmers protest against EU trade deal
- Climate report warns of sea level rise

elon musk
+ Elon Musk's pay package struck down
- Perfume makers return to musk

womens world cup
+ Spain win Women's World Cup
+ Women's World Cup: Australia beat France on penalties
- World Cup: Argentina beat France on penalties
- Women's rights march in Lima

asylum hotel uk
+ High Court blocks use of Epping hotel for asylum seekers in UK
+ British government to close asylum hotels by 2029
- Hotel chain reports record profit in UK
- Germany tightens asylum rules

suicide bombing peshawar
+ Suicide bomber kills 30 at mosque in Peshawar
+ Peshawar blast: death toll rises
- Suicide attack in Mogadishu kills nine
- Peshawar Zalmi win by four wickets

bangladesh election
+ Bangladesh to hold elections in February
+ BNP wins landslide in Bangladesh vote
- Bangladesh beat Sri Lanka in Dhaka
- Nepal election: communists ahead

eu migration pact
+ Brussels unveils migration pact
- EU backs pact on fishing quotas
- Migration of storks begins early

sudan famine
+ Famine declared in Sudan's Zamzam camp
+ Millions face starvation in Sudan, UN says
- Famine looms in Gaza
- Sudan army retakes Khartoum airport

lebanon pager explosions
+ Exploding pagers kill nine in Lebanon
+ Hezbollah pagers blow up across Lebanon
- Explosion at Beirut warehouse
- Lebanon elects president

california earthquake
+ 7.0 quake off northern California triggers tsunami warning
- Earthquake shakes Taiwan
- California sues Trump over tariffs

ghana elections
+ Mahama wins Ghana presidential election
+ Ghanaians vote for new president
- Ghana qualify for World Cup
- Ivory Coast election: Ouattara wins fourth term

google antitrust
+ Judge rules Google illegally monopolised ad tech
+ Google must share search data, antitrust judge rules
- Google launches new phone
- Apple faces antitrust suit

stock market crash
+ Wall Street plunges as tariffs bite
+ Stocks tumble worldwide in worst day since 2020
- Cattle market reopens in Carlisle
- Car crash kills three near market

nurses strike
+ Nurses walk out over pay at New York hospitals
+ Nurses' union calls strike in Northern Ireland
- Nurse jailed for stealing drugs
- Teachers strike in Chicago

dengue brazil
+ Dengue cases surge in Brazil
+ Brazil declares emergency over dengue fever
- Dengue kills 40 in Bangladesh
- Brazil wins Copa America

formula 1
+ Verstappen wins Dutch Grand Prix
+ F1: Norris takes pole in Hungary
- Baby formula recalled over bacteria
- MotoGP: Marquez wins again

ruto protests kenya
+ Kenyan protesters demand Ruto resign
- Ruto opens tea factory
- Uganda protesters detained

japan prime minister
+ Takaichi becomes Japan's first female prime minister
+ Japan PM Ishiba to step down
- Thai prime minister suspended by court
- Japan beat Brazil for first time

serbia student protests
+ Tens of thousands join student-led rally in Belgrade
- Serbia reach basketball final
- Students protest in Dhaka

hong kong fire
+ Hong Kong tower blaze kills dozens
+ Death toll in Hong Kong apartment fire climbs
- Hong Kong stocks fall
- Fire in Bangkok market

gold price record
+ Gold hits record high above $4,000 an ounce
+ Bullion climbs to all-time high
- Bolt wins gold in record time
- Silver price falls

heathrow closure
+ Heathrow shut all day after substation fire
+ Flights diverted as Heathrow closes
- Heathrow third runway plan submitted
- Gatwick shut by drone

pope francis death
+ Pope Francis dies at 88
+ Vatican announces death of Pope Francis
- Pope Leo visits Turkey
- San Francisco mayor dies

nvidia
+ Nvidia becomes first $5 trillion company
+ NVIDIA results beat forecasts
- AMD unveils rival chip

lahore smog
+ Smog chokes Lahore, schools closed
+ Lahore air pollution hits record
- Lahore Qalandars win PSL title
- Delhi smog worst in years

chinas economy
+ China's economy grows 4.8%, slowest in a year
+ Chinese GDP beats forecasts
- China launches aircraft carrier
- India's economy grows 7%

venezuela maduro
+ Maduro sworn in for third term in Venezuela
+ Venezuela's Maduro accuses US of plotting coup
- Venezuela beat Peru 2-0
- Colombia's Petro accuses US

colombia senator shot
+ Colombian senator Miguel Uribe shot at rally
- Senator resigns in Argentina
- Colombia seize record cocaine haul

haiti gangs
+ Gangs seize prison in Haiti's capital
+ Haitian gang attack kills 70
- Haiti qualify for World Cup
- Ecuador gangs riot in prison

air canada strike
+ Air Canada flight attendants walk off the job
+ Air Canada cabin crew end strike
- Air France pilots strike
- Canada Post workers strike

Apple antitrust
+ Justice Department sues Apple over iPhone monopoly
- Apple harvest hit by late frost

OpenAI funding
+ OpenAI raises $40bn in new funding round
- OpenAI releases new voice model

Fed rate decision
+ Federal Reserve holds interest rates steady
+ Fed cuts rates by quarter point
- Fed up commuters protest at station

Tesla recall
+ Tesla recalls two million cars over Autopilot flaw
- Tesla opens new factory in Berlin

Gaza ceasefire
+ Israel and Hamas agree truce in Gaza
+ Gaza ceasefire talks resume in Cairo
- Ceasefire in Sudan collapses

Supreme Court abortion ruling
+ Supreme Court justices uphold abortion pill access
- Supreme Court rules on student loans

California wildfires
+ Wildfire near San Diego destroys homes in California
- California passes budget

UK general election
+ Britons head to the polls in general election
+ Labour wins UK election landslide
- French election goes to runoff

plane crash
+ Passenger jet crashes near Seoul, killing 179
+ Small plane goes down in Alaska, all aboard dead
- Stock market crash wipes out gains

bird flu
+ H5N1 avian influenza found in dairy cows
- Bird watchers flock to island

Taiwan Strait tensions
- Taiwan chipmaker posts record profit

Sweden NATO membership
+ Turkey ratifies Sweden's Nato bid
- Sweden raises interest rates

oil prices
+ Crude jumps 3% after OPEC output cut
+ Oil price falls below $70 a barrel
- Olive oil maker recalls bottles

data breach
+ Hospital chain says patient data was stolen in cyberattack
- Breach in dam floods village

Google layoffs
+ Google to cut 12,000 jobs
+ Alphabet's Google lays off hundreds in hardware unit
- Google unveils new phone

rail strike
+ Train drivers walk out in pay dispute
+ Rail workers to strike over Christmas
- Air strike kills 12 in Yemen

Amazon union
+ Amazon warehouse workers vote to unionise
- Fires in Amazon rainforest hit record

Ukraine drone attack on Moscow
+ Drones hit Moscow suburbs, Russia blames Kyiv
- Russia attacks Kyiv with missiles

Boeing safety
- Boeing wins order for 100 jets

climate summit
+ COP29 ends with deal on climate finance
- Business summit opens in Davos

Trump tariffs
+ Trump imposes 25% tariffs on Canada and Mexico
+ President's new import duties hit carmakers
- Trump visits golf course

Nvidia earnings
+ Nvidia posts record quarterly revenue on AI demand
- Nvidia unveils new graphics card

measles outbreak Texas
+ Measles cases rise to 500 in Texas
- Texas floods kill dozens

Champions League final
- Premier League champions parade trophy

Haiti gangs
+ Armed gangs storm prison in Port-au-Prince
- Haiti football team wins cup

Volkswagen plant closures
+ VW to shut three factories in Germany
- Volkswagen presents electric Golf

TikTok ban
+ TikTok goes dark in US ahead of ban
- TikTok star wins award

Iran nuclear deal
- Iran wins wrestling gold

pope funeral
+ Pope Francis laid to rest in Rome
- Pope visits Indonesia

Meta layoffs
+ Meta cuts 10,000 jobs in second round of layoffs
- Meta unveils headset

Ford electric cars
+ Ford delays electric pickup as EV demand slows
- Harrison Ford joins cast of new film

Orange strike France
+ Orange telecom staff strike in Paris
- Orange growers face drought

Target boycott
+ Shoppers boycott Target over diversity retreat
- Police target drug gangs

Chad coup
+ Soldiers seize power in Chad, president ousted
- Chad Johnson retires from football

Georgia protests
- Georgia Bulldogs win championship

Shell climate lawsuit
+ Shell wins appeal in landmark climate case
- Shelling kills five in Kherson

Turkey inflation
+ Turkish consumer prices rise 60%

Jordan refugees
+ Amman struggles with Syrian refugees
- Michael Jordan sells team

Musk Twitter
+ Elon Musk completes takeover of Twitter
- Musk deer spotted in Himalayas

Zelensky Washington visit
- Zelensky vows to fight on

India Pakistan Kashmir
+ India strikes Pakistan after Kashmir attack
- Pakistan cricket team beats India

Sudan famine
+ Famine spreads in Darfur, UN agency warns
- South Sudan swears in minister

French pension reform
- French bakers win award

Thames Water
+ Thames Water seeks 3bn pound rescue loan

Credit Suisse
+ UBS agrees to buy Credit Suisse
- Swiss national bank raises rates

Wimbledon final
+ Alcaraz beats Djokovic in Wimbledon final
- Wimbledon residents oppose new courts

Artemis moon mission
+ NASA delays Artemis moon landing to 2026
- Moon festival draws crowds

SpaceX Starship launch
+ SpaceX Starship explodes minutes after liftoff
- SpaceX valued at $350bn

Lebanon Hezbollah Israel
+ Israeli jets strike Hezbollah targets in Beirut
- Lebanese pound hits record low

Navalny death
+ Kremlin critic Navalny dies in prison

Julian Assange extradition
+ London court hears Assange appeal against extradition to US
- WikiLeaks publishes cables

Hong Kong security law
+ Hong Kong jails 45 democrats under national security law
- Hong Kong stocks rally

Venezuela election
- Venezuela wins beauty contest

Mpox outbreak
+ Monkeypox outbreak spreads across Europe
- Smallpox vaccine stocks grow

Northvolt bankruptcy
+ Swedish battery maker Northvolt files for Chapter 11
- Northvolt opens plant
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
