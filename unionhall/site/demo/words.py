"""The words of the demo hall's motions, questions and notes."""

PRINCIPLES = """\
1. The people who do the work decide about it, one of us one vote.
2. We organise everybody: bakery, counter, kitchen, dish pit and deliveries, whatever their papers say.
3. Nobody speaks for us who was not sent, and whoever was sent can be called back.
4. What one of us is told alone in the office, all of us hear about.
5. We feed each other first and argue afterwards.
6. Our books and our record are open to every member."""

SAMIR_RESERVES = "The fifth: sometimes an argument is what feeds us."

SECTIONS = """\
Three sections, so that night, counters and deliveries can each settle what only they see. The headcounts are ours: we \
walked through on Tuesday and counted.

And since we have a way to decide and something to stand for, we say that we are founded."""

CHARTER = """\
We have lived on the starter agreement for five weeks and nothing has broken. What it does not have is a rule for the one \
thing we cannot afford to get wrong: a strike is called by secret paper ballot, in a meeting everybody heard of 48 hours \
before. The rest stays as it is."""

CHARTER_DISSENT = "I could not vote for it: the 48 hours should be 72. Who comes off a double shift sleeps through two days."

OFFICE = """\
Letting people in has hung on whoever had time. This makes an office of it, the doorkeeper, for 90 days at a time, and a \
committee of five who prepare the wage talks. The committee proposes. The assembly decides."""

DOORKEEPER = "For answering those who ask to join, and those who have lost their phone, within three days."

SUNDAY = """\
Assemblies on Sunday at ten, in the big kitchen, instead of Monday at four. Nights are asleep on Monday afternoon and the \
cafés are working."""

SUNDAY_DISSENT = "Sunday is the only morning the bakery sleeps with its children in the house. I ask that this be remembered."

REMIT = """\
The wage committee may spend up to $150 a time on paper, stamps and coffee without asking all of us, for half a year. It \
says each time what for, and any of us can call it in."""

SHIFT_FUND = """\
Three dollars a month from whoever can, in the tin at Canal Street, counted by two of us on the first. Whoever loses a \
shift because the van broke down or the oven did gets $40 out of it, no questions asked."""

SCHEDULE = """\
We ask the company, in one letter signed by the assembly, for the schedule two weeks ahead, in writing, on the wall."""

SCHEDULE_AMENDED = """\
We ask the company, in one letter signed by the assembly, for the schedule two weeks ahead, in writing, on the wall; for \
no split shifts unless the one who works it asks for one; and for eleven hours between two shifts."""

SCHEDULE_REASON = "A schedule two weeks ahead that says six to ten and four to eight is still two bus rides a day for one wage."

PUBLIC = """\
We have been quiet for four months and that was right. They know by now that we exist; what they do not know is who, and \
this does not tell them. The door is for those of us whom nobody has asked yet."""

FRONT = """\
**We bake your bread, and we have something to say about how.**

We are the people of the night bakery, the four cafés and the deliveries. If you work with us, come in: ask one of us, or \
leave a line here with a way to answer that is not the company's."""

REACH = "the kitchen on Canal Street, Tuesdays from eight to nine in the evening"

FRONT_BY_DARIO = """\
**Red Oven is on the move.**

The walkout is coming. Ask for Dario at the counter on Elm Street, he will tell you everything."""

FRONT_BY_IMANI = """\
**We bake your bread, and we have something to say about how.**

We are the people of the night bakery, the four cafés and the deliveries, and we decide together. If you work with us, come \
in: ask one of us, or leave a line here with a way to answer that is not the company's. No names, no managers.

*¿Trabajas con nosotros? Escríbenos una línea aquí.*"""

SPEAK = "So that what the door says is kept up to date. Whatever it says of a plan or a person goes past the committee first."

WALKOUT = """\
If there is no answer to our letter by the last day of the month, nobody clocks in for the first shift after it, from ten at \
night to six and in all four cafés until noon. The kitchen at Canal Street stays open for whoever is hungry, us among them."""

RECALL_GROUNDS = """\
The door named a colleague and announced a walkout before our letter had run out. He had been asked to bring such \
words past the committee first. Nobody doubts that he meant well. The mandate is for wording what we decided, and this was \
not decided."""

RECALL_ANSWER = """\
I took the name I put there: it was mine. About the walkout you are right: I wrote down what we had voted on two evenings \
before, and did not ask whether it was to be said yet. I would do it differently. I would also like somebody to write faster \
than once a month."""

LEAFLETS = "500 leaflets in English and Spanish at the copy shop on Grand, $120 with the folding. Text as agreed on Tuesday."

CALL_IN = """\
$120 is more than the print shop of the teachers asks. I would like all of us to look at it once before we buy paper twice."""

HALF_YEAR = """\
Mandates for half a year at most, so that the work goes round; and two days between a motion being seconded and the vote, \
since nights have found votes half over when they woke up."""

HALF_YEAR_ARTICLE = "Two of us, from different sections, hold keys to the kitchen on Canal Street. They change with the seasons."

TENANTS_ES = """\
Las familias de la calle Molino llevan once días sin gas. Proponemos cuarenta panes cada mañana, del horno de la noche, \
mientras dure, y que los repartan las bicicletas camino de Pine Street."""

TENANTS_EN = """\
The families on Mill Street have been without gas for eleven days. We propose forty loaves each morning, from the night's \
oven, for as long as it lasts, handed out by the bicycles on their way to Pine Street."""

NEW_DOORKEEPER = """\
Paloma's turn at the door ended six weeks ago and people have stood there waiting. Lucía takes it for four months."""

NEW_WORDS = "Imani words the public door, with the committee reading along."

TWO_AT_NIGHT = """\
From the first of next month nobody of us works an oven or a counter alone after ten at night. Where only one is on the \
schedule, the second one is called in and paid, or the shutters stay down. It is in the safety sheet on the wall already; \
we are only going to keep it."""

TWO_QUESTIONS = (
    ("What about Pine Street? There it is one of us and the guard from the building.",),
    (
        "Who says it to the shift manager on the night it happens? I would not like that to be whoever is there alone.",
    ),
)

TWO_ANSWERS = (
    "The guard is not ours and does not lift trays. Pine Street counts as alone.",
    "The wage committee hands in the decision beforehand, in writing. On the night you only point at it.",
)

BICYCLES = """\
Three bicycle locks worth the name, about $210. Two bicycles were gone this autumn, and each time it was one of us who paid \
with a morning's walk."""

NOTE_COATS = """\
The box by the dish pit on Elm Street is full again. Take what fits, leave what does not. Children's sizes on top."""

NOTE_ES = """\
El martes a las ocho, en la cocina de Canal Street, leemos juntas el reglamento en español, frase por frase. Hay café y \
alguien cuida a los niños."""

NOTE_LIFT = """\
I drive to the Bronx from Canal Street at six on weekday mornings and have three seats. Knock on the blue van."""

PAPER = """\
Shifts after ten at night with one person on the schedule, counted from the wall, six weeks back

Pine Street      19 of 42 nights
Elm Street       11 of 42
Grand            4 of 42
Canal Street     ovens: none; loading door: 27 of 42
"""

FEAST = "The last one was in the yard, in the rain. Each of us puts the places in order, and the count does the rest."
FEAST_OPTIONS = """The yard of the bakery
Mill Street, with the tenants
The park on Elm Street
No feast this spring"""
FEAST_PAPERS = """12 x 2 1
11 x 1 2 3
8 x 3 2 1
3 x 4
-"""

MEETING_ABOUT = "Nights, and what the fund is to do before the feast. Everybody's ten minutes count: put yours on the agenda."
MEETING_ACCESS = (
    "One flight of stairs and a lift that holds four. Children upstairs with us; English and Spanish."
)
MEETING_NEEDS = "Somebody to walk home with after ten"
