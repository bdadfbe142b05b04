"""Words that say nothing about what is asked: function words and greetings, folded as in german.py."""


def listed(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


GERMAN = listed("""
    ab aber alle allem allen aller alles als also am an andere anderen anderer anderes auch auf aus
    bei beim bereits besser bin bis bist bitte bloss da dabei dadurch dafuer dagegen daher damit
    danach daneben dann daran darauf daraus darf darfst darin darueber darum darunter das dass davon
    dazu dein deine deinem deinen deiner dem den denen denn der deren des deshalb dessen dich die
    dies diese diesem diesen dieser dieses dir doch dort du duerfen duerfte durch ebenfalls eben
    eigentlich ein eine einem einen einer eines einfach einmal er es etwa etwas euch euer eure eurem
    euren eurer falls fuer gab gar geben gerade gern gerne gibt gibts habe haben hab habt hat hatte
    hatten hattest haette haetten her hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer
    im immer in indem ins irgendwas irgendwie irgendwo ist ja jede jedem jeden jeder jedes jemand
    jetzt kann kannst kein keine keinem keinen keiner koennen koennt koennte koennten konnte konnten
    leider mache machen macht mal man manche mein meine meinem meinen meiner meines mich mir mit
    mochte moechte moechten muss muessen musst musste muesste nach nachdem nicht nichts noch nun nur
    ob obwohl oder oft ohne schon sehr sei seid sein seine seinem seinen seiner seit selbst sich sie
    sind so sobald sofern solch solche soll sollen sollte sollten somit sondern sonst sowie statt
    tun tue tut ueber um und uns unser unsere unserem unseren unserer unter viel vielleicht vom von
    vor wann war waren warum was weil weiss welche welchem welchen welcher welches wem wen wenn wer
    werde werden wessen weshalb wie wieder wieso wieviel will willst wir wird wirst wo wobei wodurch
    wofuer woher wohin womit woran worauf wurde wurden wuerde wuerden zu zum zur zwar zwischen
""")

# Verbs and adverbs so light that they stand in any question: "wie komme ich …", "wo finde ich …".
LIGHT = listed("""
    bekomme bekommen bekommt bevor brauche brauchen braucht erst fast finde finden findet gebe gehe
    gehen gehoert geht gestern heute hole holen komme kommen kommt kriege kriegen laeuft mehr sage
    sagen sagt stimmt stehen steht wegen weg wohl wollen wollte wollten zeig zeigen
""")

GREETINGS = listed("""
    aehm aeh ahoi danke dankeschoen frage fragen freundliche freundlichen gruess gruesse gruessen
    guten guter gutes gruesst hallo hallihallo halloechen hey hi huhu liebe lieber liebes mfg moin
    morgen mahlzeit naja nix ne nen nee servus tach tschuess vg vielen dank dankend voraus wuenschen
    wuensche tag abend zusammen kollege kollegin kollegen kolleginnen team geehrte geehrter damen
    herren ok okay kurz kurze schnell mann puh sorry hilfe helfen hilft weiterhelfen wissen
""")

ENGLISH = listed("""
    a about after all also am an and any are as at be been before being between but by can cannot
    could did do does doesn doing don for from get got had has have having he hello her here hers
    him his how i if into is isn it its just let like lot many may me might more most much must my
    need no nor not of off on once one only or other our out over own please same shall she should
    so some such than thank thanks that the their them then there these they this those to too under
    until up us very want was we were what when where which while who whom why will with won would
    you your yours dear regards hi help
""")

STOP = GERMAN | LIGHT | GREETINGS | ENGLISH
