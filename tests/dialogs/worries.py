"""How worries sound, and ordinary questions that sound alike: written for the tests."""

DANGER = """
Ich denke an Selbstmord
Ich will sterben
Ich möchte einfach nur noch sterben
I want to die
I want to kill myself
Ich bringe mich um
ich bring mich noch um
Ich will mich umbringen
ich habe vor, mir das Leben zu nehmen
Ich will nicht mehr leben
selbstmrod gedanken
Ich möchte mir etwas antun
Ohne mich wären alle ohne mich besser dran
Suizidgedanken
I don't want to live anymore
I’m having suicidal thoughts
Ich wäre lieber tot
"""

WORRIES = """
Ich habe Angst vor der E-Akte.
ICH HABE ANGST!!!
hab anst
ich habe aengste
Ich habe Ängste
Ich halte das nicht mehr aus
ich halt es hier einfach nicht mehr aus
Ich weiß nicht mehr weiter
ich weiss einfach nicht mehr weiter
mein kollege fasst mich an
Mein Chef fasst mich ständig an
Ich heule jeden Tag im Büro
Mir geht es sehr schlecht
mir gehts so schlecht
Es geht mir richtig schlecht
ich trinke zu viel alkohol
Ich trinke jeden Abend Alkohol
Ich bin am Ende
ich bin völlig am Ende.
Burn-out
burnout
Burn out
Bin ich kurz vor dem Burn‑out?
ich bin ueberfordert
Ich bin völlig überfordert
überfordrt
bin uberfordert
ich KANN NICHT MEHR
Ich kann das alles nicht mehr!
Ich kann nicht mehr und niemand hilft
So kann ich nicht mehr weiterarbeiten
Mein Chef mobbt mich, das ist Mobbing!
Ich werde von meinem Chef gemobbt
mobing durch kollegen
Mein Chef schreit mich an
Die machen mich fertig
Die Kollegen lachen über mich
werde ich jetzt ersetzt werden?
Ersetzt mich die KI?
Ich fürchte, dass ich bald ersetzt werde
Ich habe Sorge, meinen Job zu verlieren
Ich mache mir große Sorgen
das macht mich depressiv
Ich bin verzweifellt
Ich fühle mich ausgeschlossen
Ich traue mich nicht zu fragen
Ich trau mich einfach nicht
Ich schäme mich
Ich bin so erschöpft
Ich bin total überlastet
Ich schaffe das nicht mehr
ich komme da nicht mehr mit
Ich könnte nur noch weinen
Ich kann nachts nicht mehr schlafen
Eine Kollegin wurde sexuell belästigt
Jemand macht anzügliche Bemerkungen
Ich werde erpresst
Ich bin einsam
Man lässt mich im Stich, ich wurde allein gelassen
Der Amtsleiter bedroht mich
ich glaube mein chef unterschlägt Geld
I feel overwhelmed
I can't cope
I cant cope
I am stressed out
I'm so stressed
I’m scared of the new system
I am being bullied
Will I be replaced by AI?
My boss yells at me
I cry every day
I drink too much
"""

ORDINARY = """
Wie setze ich mein Passwort zurück?
muss das notebook ersetzt werden
Kann ich nicht mehr drucken?
Ich kann nicht mehr drucken
ich kann seit heute nicht mehr auf das Laufwerk zugreifen
Drucker kann nicht mehr scannen
Mein Drucker kann nicht mehr
Welche Weine gibt es?
Der Computer sucht Updates
Wie lange dauert die Angstrom-Messung?
drucker kaputt
How do I book a room?
When will the printer be replaced?
Will I replace my old phone myself?
shared mailbox
Who shared this file with me?
Die Akte soll ersetzt werden
hilfe ich komme nicht mehr in mein konto
Ich komme nicht mehr mit meinem Laptop ins WLAN
Der Server ist überlastet
Das Kontingent ist erschöpft
Ich fürchte, mein Drucker ist kaputt
Ich befürchte, das Laufwerk ist voll
Wie melde ich mich um?
Das habe ich so gemeint
Wie buche ich eine degressive Abschreibung?
Dokumente einscannen und per Mail schiken
Darf ich Daten nicht weitergeben?
Die Vorlage ist angepasst worden
Wer ersetzt mich im Urlaub?
Wann ist die Trauerbeflaggung?
Sterbefall melden, wie geht das?
Wer stellt die Sterbeurkunde aus?
Ich bin am Ende der Anleitung, und nun?
Am Ende der Liste fehlt eine Zeile
Der Prozess hängt am Ende
Mein Bildschirm bleibt schwarz
Der Monitor geht nicht mehr an
Outlook geht nicht mehr
Die Maus geht so schlecht
Das Bild ist schlecht
Ist Alkohol auf der Feier erlaubt?
Wie beantrage ich Urlaub?
Ich wurde aus der Besprechung in Teams ausgeschlossen
Wie schließe ich einen Monitor an?
Wie fasse ich zwei Zellen zusammen?
Ich weiß mein Passwort nicht mehr
Ich finde mein Notebook nicht mehr
Die Leitung muss tot sein
Der Akku hält nicht mehr
Wie beende ich ein Programm?
Das Programm beendet sich selbst
Wie trage ich Überstunden ein?
Ich habe einen Knall in der Leitung
Zu viel Speicher belegt
Wie lösche ich zu viele Mails auf einmal?
Wie verliere ich meine Einstellungen nicht?
Wo ist die Stelle für die Fahrräder?
Stelle ausschreiben, wer hilft?
Wie schreie... schreibe ich eine Notiz?
Where is the homeless shelter form?
A lovely day, how do I book leave?
The video call is breaking up
I forgot my password
How do I share my calendar?
My scanner is broken
Can I drink coffee in the server room?
Wie geht Druck auf beiden Seiten?
Ich druck nicht mehr auf dem alten Gerät
Muss ich mich für das Seminar anmelden?
"""


def lines(text: str) -> list[str]:
    """The sentences, one a line."""
    return text.strip().splitlines()
