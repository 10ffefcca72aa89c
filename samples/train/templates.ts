/**
 * What the documents are made of, a sentence a line. Slots: {A}, {B}, {C} different names; {S} the one of A and B who
 * acts, {I} the other; {he}, {him}, {his}, {man}, {brother} as {A} is a man
 * or a woman, {brotherB} as {B} is; {from} and {to} years of one century, in that order.
 */
const lines = (text: string): string[] => text.trim().split('\n')

/** Two are introduced, one of them acts: {I} is the one who did not. */
export const GIVING = lines(`
When {A} and {B} went to the {venue} , {S} gave a {object} to {I} .
Then {A} and {B} had a long walk to the {venue} and {S} gave a {object} to {I} .
After {A} and {B} met at the {venue} , {S} sold a {object} to {I} .
While {A} and {B} sat in the {venue} , {S} read a story to {I} .
{A} and {B} worked at the {venue} and {S} handed a {object} to {I} .
{A} met {B} near the {venue} , and {S} sent a {object} to {I} .
When {A} saw {B} at the {venue} , {S} offered a {object} to {I} .
Today {A} came home with {B} , so {S} showed the {object} to {I} .
In the morning {A} and {B} were in the {venue} , where {S} wrote a letter to {I} .
Before {A} and {B} left the {venue} , {S} lent a {object} to {I} .
The friends {A} and {B} played in the {venue} until {S} threw the {object} to {I} .
{A} had lunch with {B} at the {venue} and {S} passed the {object} to {I} .`)

/** A person and a pronoun for that person. */
export const PRONOUNS = lines(`
{A} went to the {venue} because {he} was {mood} .
When {A} came home , {he} drank some {good} .
{A} lost the {object} but {he} found the {object} again .
{A} was so {mood} that {he} went to the {venue} .
After lunch {A} said that {he} would go to the {venue} .
{A} could not sleep , so {he} read a book .
In the evening {A} was {mood} and {he} ate some {good} .
So {A} is a good {trade} , is {he} not ?
Every day {A} works as a {trade} and {he} likes it .`)

/** The same in other cases and words; not asked about. */
export const GENDERS = lines(`
{A} took {his} {object} to the {venue} .
The {trade} saw {A} and called {him} .
{A} ate {his} {good} and then {he} sold {his} {object} .
{A} is the {man} who took {his} {object} to the {venue} .
The {man} is called {A} . The {trade} knows {him} and {his} {brother} .
{A} is a {man} and {B} is {his} {brotherB} .
I know {A} . The {brother} of {A} is a {trade} .`)

/** Something that began and ended: the second year is after the first. */
export const YEARS = lines(`
The {event} lasted from the year {from} to the year {to} .
The {event} began in the year {from} and ended in the year {to} .
{A} lived in {city} from the year {from} to the year {to} .
There was a {event} in {city} from the year {from} to the year {to} .
The {trade} worked in {city} from {from} to {to} .`)

/** What was said before is said again. */
export const AGAIN = lines(`
They bought {good} , {good2} , {good3} and {good4} . They ate {good} , {good2} , {good3} and {good4} .
{A} has the {object} and {B} has the {object2} . So the {object} is from {A} .
{A} lives in {city} and {B} lives in {city2} . The house of {B} is in {city2} .
{A} lives in {city} and {B} lives in {city2} . The house of {A} is in {city} .
{A} is in the {venue} and {B} is in the {venue2} . You can find {A} in the {venue} .
{A} is a {trade} but {B} is a {trade2} . I know the {trade2} {B} and the {trade} {A} .`)

/** A few people, who are named again and again. */
export const STORIES = lines(`
{A} gave a {object} to {B} . Then {B} thanked {A} and {A} thanked {B} .
{A} called {B} and {B} came to the {venue} with {A} .
{A} and {B} were friends . {S} liked {I} and {I} liked {S} .
{A} and {B} went home . {S} was {mood} but {I} was not . Then {I} called {S} .
{A} and {B} have a garden . {S} sold {good} to {I} and {I} thanked {S} .
{A} wrote to {B} from {city} . {B} wrote to {A} from {city2} . Then {A} met {B} .
At the {venue} {A} helped {B} , {B} helped {C} and {C} helped {A} .
{A} , {B} and {C} were at the {venue} . {A} went home , then {B} and then {C} .
First came {A} , {B} and {C} . Later {A} , {B} and {C} went home .
{A} met {B} . {S} read to {I} and {I} read to {S} . Then {A} and {B} went home .`)

/** What may come before any of them. */
export const OPENINGS = lines(`
It was a cold day .
The morning was warm .
There was {good} and {good2} .
The {trade} came from {city} .
In the {venue} there is a {object} .
It was late in the year {from} .`)
