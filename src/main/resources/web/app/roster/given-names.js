/**
 * Common given names of many countries, without marks: of two columns without a name of their own, the one that has more
 * of them is the one of first names.
 *
 * @module roster/given-names
 */

import { folded } from './header-words.js';

const NAMES = new Set(`
aaliyah aaron abdul abdullah abigail ada adam adele adil adrian adriana agata agathe agnes ahmad ahmed aisha ajay alan alba albert alejandra
alejandro aleksander alessandro alex alexander alexandra alexis alfonso alfred ali alice alicia alina aline alma alvaro amalia amanda amelia
amelie amir amira ana anais anastasia anatol andre andrea andreas andres andrew andrzej angel angela angelina anika anita anja anna anne
annette annika antje anton antonia antonio arda ariana arthur arturo asya aubrey aurelie ava axel ayaan aylin ayse aziz baptiste barbara
bartosz beatrice beatriz ben benedikt benjamin berat bernd bianca bilal birgit bjorn boris brandon brian bruno camila camille carina carl
carla carlos carlotta carmen carolin carolina caroline catalina caterina catherine cecilia cedric celina celine charles charlotte chen chiara
chloe chris christian christina christine christoph christopher clara claudia claire clement clemens colin connor constantin cornelia cristian
cristina dagmar damian daniel daniela danielle david deborah deniz diana diego dieter dimitri dominic dominik dora dorothea dylan edgar
eduardo edward elena eleni elias elif elijah elina elisa elisabeth elise elizabeth ella ellen eloise elsa emil emilia emilie emilio emily
emine emir emma emmanuel emre enes enrique enzo eric erik erika erin esma esra esther ethan eugen eva evelyn fabian fabien fabio fatih fatima
fatma felicitas felipe felix ferdinand fernanda fernando filip finn fiona florence florian francesca francesco francisco francois frank franz
franziska frederic frederik friederike friedrich gabriel gabriela gabriele gael gavin georg george georgia gerda gerhard giulia giovanni
gloria grace gregor greta guillaume gunnar gustav hakan hamza hana hanna hannah hannes hans harald harry harun hasan hassan hector heike
heinrich helen helena helene henri henrik henry hilde holger hugo hussein ian ibrahim ida igor ilias ilse imran ines inga ingo ingrid irene
iris irina isaac isabel isabell isabella isabelle isla ismail ivan jack jacob jacques jaime jakob james jamie jan jana jane janina jannik
jasmin jason javier jean jennifer jens jeremy jessica jessie joachim joana joanna joao joel johan johann johanna johannes john jonah jonas
jonathan jordan jorge jose josef josefine joseph josephine joshua juan judith julia julian juliana julie julien juliette julius justin justus
kai karim karin karl karla karolina katarina katharina katherine kathrin katja katrin kayla kemal kenan kerem kerstin kevin khadija kilian
kim kira klaus konrad konstantin kristin kristina lara larissa lars laura laurin layla lea leah leander leandro leif leila lena leni lennard
lennart leo leon leona leonard leonardo leonie leonor leopold leyla liam lila lili lilli lillian lilly lily lina linda linus lisa liv logan
lorena lorenz lorenzo lotta lotte louis louisa louise luana luca lucas lucia lucie lucy luis luisa luise lukas luke luna lydia mads mael
magdalena maia maja maksim malia malik malin malte manon manuel manuela mara marc marcel marco marcos marcus margarete margaret margarita
margaux maria mariam mariana marie marina mario marius mark markus marlene marta martha marvin maryam mason mateo mathilda mathilde mathis
mats matteo matthew matthias matthieu mattis mauricio max maxim maxime maximilian maya mehdi mehmet melanie melek melina melissa merle mert
mia michael michaela michal michel michelle miguel mika mila milan milena mina mira miriam mohamed mohammad mohammed moritz muhammad murat
mustafa nadia nadine nadja naomi natalia natalie natascha nathalie nathan nele nelly niclas nico nicola nicolas nicole niklas nikolai nikolas
nils nina noah noel noemi noor nora nour nuria oceane ole oleg olga oliver olivia olivier omar oscar oskar osman otto pablo paloma pascal
patricia patrick patrik paula paulina pauline pavel pedro penelope peter petra phil philip philipp philippe pia pierre pilar piotr quentin
rachel rafael rahel ramon raphael raquel rashid rebecca regina renate rene ricardo richard rita robert roberto robin rocio romain roman romy
ronja rosa rosalie ruben ruth ryan sabine sabrina sahra said salma samira samuel sandra sandro santiago sara sarah sascha sean sebastian selim
selin selina selma serena sergej sergio severin shirin sibel sidney sienna silas silke silvia simone sina sofia sofie sonja sophia sophie
stefan stefanie stella stephan stephanie steven susanne sven svenja sydney sylvia tabea talia tamara tania tanja tara tatjana teresa thea theo
theodor theresa theresia thibault thiago thomas thorsten tiago till tilda tim timo timothy tina tobias tom tomas toni torben tristan tyler
ulrich ulrike uma ursula ute valentin valentina valeria valerie vanessa vera veronica veronika victor victoria viktor viktoria vincent viola
violeta vivien vladimir wiebke wilhelm william wojciech xavier ximena yann yannick yannis yara yasemin yasmin yasmine yunus yusuf yvonne zain
zara zeynep zoe zofia zoey zuzanna
`.trim().split(/\s+/));

/** @param {string} cell whose first word may be one */
export function isGivenName(cell) {
  return NAMES.has(folded(cell).split(' ')[0]);
}
