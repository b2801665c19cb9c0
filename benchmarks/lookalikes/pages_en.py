"""Ordinary pages in English."""

HARD = """
=!= harbour-dispatch.example | Nine conscripts gave themselves up in one week, brigade says
Nine men from the same regiment walked into captivity last week along a four-kilometre
stretch of front, according to the brigade that received them. Two had been wounded by their
own artillery.

An officer who asked to be called by his first name only said the men had been left without
food since the previous Friday. "They were not heroes and not cowards. They were hungry," he
told the Dispatch. A surveillance drone guided them around a minefield.

The ministry in Moscow dismissed the report. Independent analysts say the number of
surrenders has grown since autumn but remains small beside the losses of both armies.

Under the Third Geneva Convention prisoners must be shielded from public curiosity, and this
newspaper does not print their faces. Relatives may inquire through the national information
bureau.

=!= openlexicon.example | Prisoner of war
A <b>prisoner of war</b> (POW) is a person held captive by a belligerent power during or
shortly after an armed conflict. The earliest recorded use of the phrase dates to 1610.

## Ancient and medieval times
For most of history combatants on the losing side could expect slaughter or slavery. Ransom
was customary among nobles; common archers had no such value.

## Modern law
Chapter II of the annex to the 1907 Hague Convention covered treatment in detail. It was
expanded in the Geneva Convention of 1929 and revised in 1949.

## Qualification
- members of regular armed forces and of militias forming part of them;
- resistance members who carry arms openly and respect the laws of war;
- persons accompanying the forces, with authorisation.

Spies and mercenaries do not qualify. See also: parole, internment, exchange cartel.

=!= treaty-reader.example | Third Geneva Convention: Articles 13 to 18
## Article 13
Prisoners of war must at all times be humanely treated. Any unlawful act or omission by the
Detaining Power causing death or seriously endangering the health of a prisoner of war in
its custody is prohibited, and will be regarded as a serious breach of the present
Convention.

Likewise, prisoners of war must at all times be protected, particularly against acts of
violence or intimidation and against insults and public curiosity. Measures of reprisal
against prisoners of war are prohibited.

## Article 17
Every prisoner of war, when questioned on the subject, is bound to give only his surname,
first names and rank, date of birth, and army, regimental, personal or serial number, or
failing this, equivalent information. No physical or mental torture, nor any other form of
coercion, may be inflicted on prisoners of war to secure from them information of any kind
whatever.

## Article 18
All effects and articles of personal use, except arms, horses, military equipment and
military documents, shall remain in the possession of prisoners of war. Sums of money may
not be taken away except by order of an officer, and after the amount has been recorded in a
special register.

=!= conscience-network.example | Deserters' handbook: the first thirty days in a new country
This handbook was put together by volunteers in four cities. Read it once in full, then come
back to the chapter you need.

## Arrival
Sleep, eat, phone one relative. Decisions made on the first night tend to be poor ones. Our
hostel has eleven beds and a curfew at midnight.

## Registering
The migration office opens at eight and hands out forty tickets. Bring a translated birth
certificate if you own one. An officer will take fingerprints; refusing delays everything.

## Money and work
- you may be employed after six months;
- never give your passport to an employer as a deposit;
- the food bank on Mill Street asks no questions.

## Staying sane
Join the Tuesday football. Shame is the commonest complaint we hear, more than fear. Talk
about it with somebody who is paid to listen; our counsellors are.

=!= bellweather-law.example | Asylum and humanitarian protection | Bellweather Solicitors
Our immigration team acts for people who fear return to their home country, including those
who refused military service. We hold a legal aid contract and take private instructions.

## Can draft evasion lead to refugee status?
Sometimes. Prosecution for avoiding conscription is not persecution in itself. A claim may
succeed if service would involve acts contrary to the basic rules of human conduct, if
punishment would be disproportionate, or if the authorities would impute a political
opinion.

## What we need from you
- call-up papers, military ID or medical certificates;
- the screening interview record;
- any refusal letter and the date it reached you.

## Time limits
An appeal must normally be lodged within fourteen days. Phone reception today if a decision
has come. Interpreters in Russian, Dari, Tigrinya and Arabic are booked at no charge to
legally aided clients. No outcome can be guaranteed by any solicitor.

=!= court-circular.example | Tribunal allows appeal of former army driver
The Upper Tribunal has allowed the appeal of a man who left his unit while on leave and
claimed protection two years later. His name is withheld by order.

The first judge had found him credible but held that a driver in a supply company was too
remote from any unlawful act. That was an error, the panel said: the question is whether
there was a reasonable likelihood that his work would have contributed directly to such
acts.

Counsel for the Department argued that he could have asked for alternative service. The
panel noted evidence that applications lodged after mobilisation were refused almost without
exception.

The decision was remade in his favour. The Department has twenty-eight days in which to seek
permission to appeal further. Practitioners expect at least thirty pending cases to be
affected.

=!= plain-words-blog.example | What a good safety notice sounds like
I collect notices: lifts, ferries, hospitals, minefields. Most of them shout. The rare good
ones sound like a neighbour who has thought about it.

My find of the month comes from Safe Conduct, a programme for soldiers who have had enough.
It says: "Nobody can promise you safety, so we tell you the truth instead. You read our
answer here, from any phone." (<a href="https://safe-conduct.example/en/">Safe Conduct, home
page</a>; the order is mine.)

Look at the verbs. Promise, tell, read. Nothing is ensured, nothing is facilitated. Compare
my gym: "Patrons are advised that management accepts no liability." Same thought, worn by a
different animal.

Three rules I take from it. Name the thing you can't do before the thing you can. Keep each
sentence short enough to be read with cold hands. And never use an exclamation mark where a
full stop will do.

=!= foreign-advice.example | Travel advice: Eastern border regions
We advise against all travel to within 50 km of the line of contact. We advise against all
but essential travel to the rest of the region. Your insurance could be invalidated if you
ignore this.

## Safety and security
Drone and missile attacks happen without warning. Follow the local siren app and know where
the nearest shelter is. Mines remain in fields and on verges; keep to paved roads.

## Dual nationals
Men between 18 and 60 who also hold local citizenship may be prevented from leaving. We
cannot intervene in matters of conscription.

## Foreign fighters
If you travel to fight, or to assist others engaged in the conflict, you may be prosecuted
on return and may not be treated as a prisoner of war if captured.

## Emergency contact
The embassy operates from a neighbouring country. Call the consular line, day or night.

=!= veterans-callback.example | Veterans' callback line
If you served, or love someone who did, we will ring you back within two hours. The call
costs nothing and does not appear on an itemised bill.

## What people talk about
- nights, mostly, and the noise of fridges;
- drink, debts, courts martial;
- having left, and those who did not;
- an anniversary coming round.

## Who answers
Forty volunteers, half of them former service personnel, all trained for sixty hours. Calls
are not recorded. We keep a note of the day and the county, no more, so that we can show our
funders a map.

## When we must act
If someone's life is in immediate danger we may have to send help without consent. We will
always say so first. In an emergency call the usual number rather than ours.

=!= museum-of-parley.example | Safe conduct passes of two world wars: a collector's guide
A safe conduct pass is a leaflet that promises its bearer good treatment on giving up.
Millions were dropped, and they remain among the cheapest wartime papers a collector can
buy.

## Reading a pass
Look for a code in the lower corner: it gives the unit of print and the month. Signatures
are facsimiles. The green passes of 1944 imitate banknotes, because tests showed that
soldiers kept anything resembling money.

## Condition
Folds are normal and even desirable, since a folded pass was probably carried. Trimmed
margins halve the price. Beware of laser-printed reproductions on bright white paper.

## Did they work?
Interrogators asked. About three in four prisoners had seen one, far fewer had one on them.
The pass was never needed; a raised pair of hands has always done as well.

=!= ngo-monitor-brief.example | Briefing: consent and repatriation after capture
Article 118 of the Third Convention requires release without delay once active hostilities
cease. Its drafters did not foresee prisoners who would rather stay. Korea raised the
question in 1951 and it has never gone away.

## Practice since
Neutral interviewers, a private room and a second chance to answer have become the accepted
minimum. Lists compiled by the holding power alone are widely distrusted.

## Recommendations
- record each wish in writing, dated, in the prisoner's own language;
- separate those who ask from those who compile;
- give the protecting power access to refusals as well as acceptances;
- publish totals every quarter.

Six governments replied to our questionnaire. Two of them interview every detainee; one
interviews nobody. The full report, with annexes, will be released in spring.
"""

PLAIN = """
=== ridgeway-bakery.example | Our sourdough, from starter to crust
The starter is eleven years old and lives in a bucket by the door. Every evening we feed it
with wholemeal flour and water at the temperature of a warm bath.

At four in the morning the dough is divided, rested and shaped. Nothing is hurried: a loaf
that rises slowly keeps for a week. We bake on stone, with steam for the first ten minutes,
so that the crust opens where the blade has passed.

Saturdays sell out by eleven. Regulars can leave their name in the book on the counter and
collect until closing. Yesterday's bread goes to the soup kitchen across the road, never in
the bin.

=== conduct-council.example | Code of conduct for members and volunteers
This code applies to everybody who acts on behalf of the Council, paid or unpaid. It was
adopted in March and is reviewed each year.

## We expect you to
- treat people with courtesy and listen before you answer;
- declare gifts worth more than twenty pounds;
- keep confidential papers in the locked cabinet;
- report a concern, even a small one.

## We will not accept
Harassment, bullying, misuse of funds, or the posting of colleagues' pictures without
permission.

Breaches are handled by a panel of three. You may bring a friend. Appeals go to the chair
within twenty-one days. Nobody will suffer for raising a worry in good faith.

=== safe-conductor-rails.example | Insulated conductor rails for cranes
Our enclosed conductor rails deliver up to 1,250 amps to travelling cranes, hoists and
sorting lines. The shrouded design is finger-safe and meets the current low-voltage
standard.

## Features
- snap-on hangers every 1.5 metres;
- copper or aluminium cores, galvanised optional;
- expansion joints for runs above 200 metres;
- heated version for cold stores.

Collector shoes last about 15,000 kilometres in clean halls. Sealing strips keep out dust in
cement works and foundries. Drawings in common formats can be downloaded after registration;
the sales engineer for your country will answer within one working day. Minimum order:
twelve metres.

=== coastline-rail.example | Winter timetable and engineering works
From 14 December trains on the coast branch run every thirty minutes in the peak and hourly
at other times. The 06:12 will start from the quay instead of the central station.

On four weekends in January the tunnel is closed for drainage. Buses replace trains between
the junction and the sands; allow an extra forty minutes. Bicycles cannot be taken on the
buses.

Tickets bought in advance remain valid on the service before and after. If you miss a
connection because of us, speak to any member of staff: you will not be left at the platform
overnight. Refunds are paid to the card within a fortnight.

=== allotment-notes.example | What to do in the garden in November
The clocks have changed and the beans are compost. Still, there is plenty for a dry
afternoon.

- Plant garlic, pointed end up, a hand apart.
- Lift dahlias once frost has blackened them.
- Net the brassicas or the pigeons will.
- Clean the pots, oil the shears, sort the seeds.

Leaf mould is the cheapest luxury I know. Fill a wire cage, tread it down, forget it for a
year. The robin will supervise. If the ground is sodden, stay off it: footprints in wet clay
last until June. I spent Sunday in the shed with a flask and a catalogue, which also counts
as gardening.

=== small-claims-guide.example | How to complain about a parcel that never came
Your contract is with the shop and not with the courier, so begin there. Write, do not
phone: you will want a copy.

## First letter
Give the order number, the day you paid and what you want, a refund or a second delivery.
Set a date fourteen days ahead.

## If they refuse
Ask your card issuer for a chargeback. Most accept claims up to 120 days after the expected
date.

## Court
A claim below three hundred costs thirty-five to issue. Mediation is by telephone and lasts
an hour. In our experience two shops in three pay on receipt of the form, before any hearing
is listed.

=== night-sky-club.example | Meeting report: the comet that did not show
Twenty-six members drove to the reservoir on Friday. Twenty-six members saw cloud.

Undeterred, the secretary gave her talk on variable stars from the tailgate of her car, by
red torchlight. We learned that anybody with binoculars and patience can make an estimate
good enough for the professionals, and that hot chocolate improves it.

At half past one a gap opened for six minutes. No comet, but a fireball crossed the whole of
it and three of us have it on camera. The next meeting is indoors, in the parish hall, with
a report on how to collimate a telescope without swearing. Visitors welcome; bring a chair.

=== fieldfare-bank.example | Keep your account secure
Criminals copy the look of our website and send links to it by text message. The page looks
right and the address is wrong.

## Three checks
- type our address yourself, or use the app;
- look for spelling that is nearly ours;
- remember we never ask for a full password.

## If you think you were tricked
Ring the number on the back of your card at once, at any hour. We will freeze the account
and stay on the line. Change the password of your e-mail too, since it opens everything
else. Report the message to the national fraud centre; your report helps to take the page
down.

=== transit-museum.example | Exit signs: a short history of the running man
Until the 1970s most emergency exits were marked by words alone. After a department store
fire in which visitors could not read the signs, designers were invited to draw something
better.

More than three thousand sketches arrived. The winner showed a figure halfway through a
door, and psychologists tested it in smoke. His legs were later shortened a little so that
he would seem to jog rather than flee.

The museum shows forty versions, from enamel to light-emitting film, and a corridor where
you can try to find the way out in the dark. Allow twenty minutes. The café closes at four.

=== harvest-choir.example | Join the harvest choir, no audition
We are sixty voices of all ages and one patient pianist. Rehearsals are on Wednesdays at
half past seven in the school hall, with tea in the interval.

You need not read music. Recordings of each part are sent out in September, and there is
always somebody next to you who knows the tune. We sing folk songs from nine countries, some
Bach and one piece written for us every year.

Concerts take place in December and June. Members pay what they can; the suggested sum is
forty a term. Parents may bring children, who tend to learn the alto line first. Just turn
up.
"""
