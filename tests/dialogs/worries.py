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
kein bock mehr auf dieses leben
ich will nich mehr leben
i mog nimmer leben
"""

WORRIES = """
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
Mein Chef liest meine Mails
meine chefin überwacht mich
Mein Chef kontrolliert mich ständig
Die beobachten mich den ganzen Tag
ich werde hier nur noch ignoriert
alle hassen mich
Ein Kollege macht ständig rassistische Witze
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
I am being bullied
Will I be replaced by AI?
My boss yells at me
I cry every day
I drink too much
hab voll schiss vor montag
bin echt am limit
hab die nacht wieder nicht gepennt wegen der arbeit
ich dreh hier noch durch
fühl mich so nutzlos hier
bin mit den nerven runter
mir zittern die hände vor jedem termin
hab mich heute auf klo eingeschlossen und geweint
brauchen die mich bald noch mit der ganzen ki?
der neue macht mir druck ohne ende
mag nicht mehr zur arbeit
ich bin fix und alle
ich heul gleich
mir wächst das alles übern kopf
ich pack das alles nicht mehr
mir ist das alles zuviel grad
die tratschen alle hinter meinem rücken
hab bauchweh wenn ich an morgen denke
mein teamleiter macht mich vor allen runter
die schieben mir immer alles zu und ich sag nix
ich glaub ich schmeiß alles hin
keiner hilft mir hier
was wenn die mich rausschmeißen
ich krieg keine luft wenn das telefon klingelt
bin nur noch müde und leer
ich will da morgen nicht hin
mein mann schlägt mich
krieg das alles nicht mehr auf die reihe
ich hab so einen bammel vor dem gespräch morgen
wenn ich den rechner anmache wird mir schon schlecht
mich fragt eh keiner mehr
ich sitz nur noch da und starre
meine chefin hat mich heute angebrüllt
ich kann die ganze nacht nicht schlafen wegen der arbeit
fühl mich wie der letzte depp
ich bin so fertig
ich werd hier gemobt
mir ist zum heulen
die kollegin lästert über mich
ich hab keine lust mehr auf alles
ich schäm mich so weil ich das nicht kann
ich komm da einfach nicht mehr mit
schlafe seit wochen nur 3 stunden
der druck macht mich krank
ich will nur noch weg hier
ich kann nachts nich mehr schlafen wegen der neuen software
i ko nimmer
ich kan nich mehr
ich halt des net mehr aus
ich kann nachts nicht schlaffen
ich schaf das nicht mehr
ich weis nich mehr weiter
mir geht es nicht so gut
hab kein lust mehr auf alles
ich koa nimmer
ich schaff das ned
I ko nimma
ik kann nich mehr
isch ka nimmi
i ka oafach nemme
isch kann nit mih
i schaff's nimma
ick schaff dit allet nich
Ich schaffe es nicht.
Ich schaffe es nicht. Mir geht es schlecht
Ich schaffe es nicht. Mir wächst alles über den Kopf
Ich schaffe es nicht. Mein Kopf ist leer
"""

ANNOYED = """
die neue software is doch quatsch früher gings auch auf papier
Früher war alles besser
digitalisierung ist überbewertet
mich nervt die e-akte
Teams regt mich auf
kein bock auf teams
das ist doch alles mist mit der e-akte
Everything was easier on paper, this is nonsense
"""

CROSS = """
so ein mist der drucker geht schon wieder nicht
Outlook nervt mich, Mails kommen ned an
die Maus ist kaputt, geht mir auf den Keks
so ein scheiß, wie komme ich ins VPN
"""

UNLAWFUL = """
ich soll überstunden fälschen
Ich soll die Überstunden fälschen!
soll stunden falsch aufschreiben
mein chef will, dass wir die Stunden falsch eintragen müssen, wir müssen falsch abrechnen
der bürgermeister nimmt geschenke an
Unsere Bürgermeisterin nimmt Geschenke von Firmen
der amtsleiter lässt sich schmieren
da fließt schmiergeld
ich muss einen Bescheid rückdatieren
Ich musste für die Leitung lügen
Mein Chef fälscht Unterschriften
die kollegin hat Geld unterschlagen
er steckt sich das in die eigene tasche
das ist reine Vetternwirtschaft
die Aufträge gehen immer an seinen Schwager
wir sollen Beweise vernichten
ich glaube mein chef unterschlägt Geld
I was told to falsify my hours
the mayor takes bribes
my boss accepts gifts
"""

LAWFUL = """
Wie trage ich Überstunden ein?
überstunden falsch eingetragen, wie korrigiere ich das
Ich habe meine Zeit falsch gestempelt
Muss ich Überstunden aufschreiben?
Darf ich Geschenke annehmen?
Ich habe ein Geschenk bekommen, was muss ich tun?
Wer nimmt Pakete an?
Wann ist die Schulung zur Korruptionsprävention?
Wie erkenne ich gefälschte Mails?
Ist diese Rechnung gefälscht?
Ich soll alte Akten vernichten, wo steht der Schredder?
Darf ich einen Auftrag ohne Ausschreibung vergeben?
Ein Bürger will Schwarzarbeit melden, wer ist zuständig?
Verstößt das gegen den Datenschutz?
Betrug mit falschen Mails, was tun?
Ich soll mein Passwort ändern
Muss ich das Datum falsch herum schreiben?
Ich soll einen Auftrag an den Bruder-Drucker schicken
Wo kaufe ich ein Geschenk für die Kollegin?
Der Drucker nimmt kein Papier an
How do I report a forged mail?
May I accept gifts?
"""

TIMID = """
Ich traue mich nicht zu fragen
Ich trau mich einfach nicht
Ich habe Angst vor der E-Akte.
bin zu alt für den mist
ich raff das einfach nicht mehr
alle können das nur ich nicht
ich versteh nur bahnhof und trau mich nichts zu sagen
hab panik dass ich was lösche
hab null selbstvertrauen am pc
die jungen lachen bestimmt wenn ich frage
komm mir total bescheuert vor
bin ich zu doof für teams?
mach bestimmt wieder alles falsch
peinlich aber ich kann das immer noch nicht
ich trau mich da nicht ran
bin zu blöd für das programm
ich hab angst was kaputt zu machen
I am too old for this
I am scared to ask
I’m scared of the new system
"""

ORDINARY = """
Kann mein Chef meine Mails lesen?
Wer kontrolliert meine Reisekosten?
Wie überwacht die IT meinen PC?
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
Keine Angst vor Excel: wann ist der Kurs?
Wo melde ich mich für „Keine Angst vor der E-Akte“ an?
Absturz von Outlook beim Start
Word stürzt ab
mein pc ist abgestürzt
Todesfall Formular
Sonderurlaub Todesfall
Sterbegeld beantragen
Brandschutz Unterweisung
Brandschutzhelfer werden
Unfallmeldung
Wegeunfall melden
Dienstunfall Formular
Notruf im Haus
Amokalarm testen
Feueralarm was tun
Die Leitung ist tot
Panikknopf am Empfang prüfen
Stresstest vom Server
Krisenstab erreichen
Gewaltschutz Dienstanweisung
Suchtprävention Schulung wann
Wie mache ich Druck auf A3?
Der Lüfter heult
Mein Rechner schreit beim Hochfahren
Erste Hilfe Kurs Herzinfarkt
mein laptop ist zu alt für windows 11
Leere Seiten werden gedruckt
ausgebrannte Lampe im Flur
Kündigung schreiben Vorlage
Monitor geht in den Schlafmodus
Zusammenbruch der Verbindung
Das Netz bricht zusammen
mir fehlt die Berechtigung
Teams schmeißt mich raus
ich werde aus dem system geschmissen
ich fliege dauernd aus dem vpn
Zu dumm, Passwort vergessen
Wie schließe ich mich aus einer Gruppe aus?
ich komme nicht mehr auf die Reihe 7 in der Tabelle
Wie schlage ich eine Ablage vor?
Kopfschmerzen durch den Bildschirm, wer stellt ihn ein?
kann ich das Raster für alle falsch gedruckten Seiten löschen
Alle können die Datei öffnen, nur ich nicht
ich kann das immer noch nicht öffnen
keiner kann mich hören in teams
Der Drucker zieht das Papier nicht ein
Ich sehe mich nicht in der Kamera
Schlägerei im Foyer melden
Wer hilft mir bei Excel?
ich kann mich nicht mehr anmelden
der Drucker geht nimmer
i ka mi nimmer anmelden
Des Laufwerk ko i nimma finden
ka wie das geht
I hob koa Passwort
Ich schaffe es nicht, mich anzumelden
Ich schaffe es nicht, den Drucker einzurichten
ich schaff das nicht mit dem Drucker
Der Scanner schafft das nicht
"""


def lines(text: str) -> list[str]:
    """The sentences, one a line."""
    return text.strip().splitlines()
