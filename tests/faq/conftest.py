"""A town's folder to write files into, and a small catalog that the matching tests share."""

from collections.abc import Callable
from pathlib import Path

import pytest

from faq import Catalog, Entry, Matcher, Wording

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file of the town's folder and gives back the folder; text or bytes, konto.yaml by default."""

    def put(content: str | bytes, name: str = "konto.yaml", folder: str = "town") -> Path:
        home = tmp_path / folder
        home.mkdir(exist_ok=True)
        (home / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return home

    return put


def _entry(name: str, question: str, variants: tuple[str, ...], keywords: tuple[str, ...]) -> Entry:
    return Entry(name, question, f"Das steht im Handbuch unter {question}", "IT", "", variants, keywords)


TOWN = Catalog.of(
    [
        _entry(
            "passwort",
            "Wie setze ich mein Passwort zurück?",
            ("Ich habe mein Passwort vergessen", "Kennwort vergessen, was tun?"),
            ("Passwort", "Kennwort"),
        ),
        _entry(
            "drucker",
            "Der Drucker druckt nicht, was kann ich tun?",
            ("Papierstau am Drucker beheben", "Drucker reagiert nicht"),
            ("Drucker", "Papierstau"),
        ),
        _entry(
            "urlaub",
            "Wie beantrage ich Urlaub?",
            ("Urlaubsantrag stellen", "Erholungsurlaub eintragen"),
            ("Urlaub", "Urlaubsantrag"),
        ),
        _entry(
            "krank",
            "Wie melde ich mich krank?",
            ("Krankmeldung abgeben", "Ich bin krank, wem sage ich Bescheid?"),
            ("Krankmeldung", "Arbeitsunfähigkeit"),
        ),
        _entry(
            "dienstwagen",
            "Wie buche ich einen Dienstwagen?",
            ("Auto aus dem Fuhrpark reservieren", "Dienstwagen für einen Außentermin"),
            ("Dienstwagen", "Fuhrpark"),
        ),
        _entry(
            "postfach",
            "Mein Postfach ist voll, wie schaffe ich Platz?",
            ("Outlook meldet, dass der Speicher voll ist", "E-Mails archivieren"),
            ("Postfach", "Speicher"),
        ),
        _entry(
            "vpn",
            "Wie verbinde ich mich von zu Hause mit dem VPN?",
            ("VPN im Homeoffice starten", "Fernzugriff einrichten"),
            ("VPN", "Fernzugriff"),
        ),
        _entry(
            "raum",
            "Wie buche ich einen Besprechungsraum?",
            ("Sitzungszimmer reservieren", "Raum für ein Meeting finden"),
            ("Besprechungsraum", "Sitzungszimmer"),
        ),
        _entry(
            "phishing",
            "Was mache ich mit einer verdächtigen Mail?",
            ("Phishing melden", "Ich habe auf einen falschen Link geklickt"),
            ("Phishing", "Spam"),
        ),
        _entry(
            "zeit",
            "Wie korrigiere ich eine vergessene Buchung in der Zeiterfassung?",
            ("Stempeln vergessen", "Gleitzeit nachtragen"),
            ("Zeiterfassung", "Gleitzeit"),
        ),
        _entry(
            "reise",
            "Wie rechne ich eine Dienstreise ab?",
            ("Reisekosten einreichen", "Fahrkarte erstatten lassen"),
            ("Dienstreise", "Reisekosten"),
        ),
        _entry(
            "scan",
            "Wie scanne ich ein Dokument an meine Adresse?",
            ("Scannen am Kopierer", "Dokument einscannen und mailen"),
            ("Scannen", "Kopierer"),
        ),
        Entry(
            "akte",
            "Wie lege ich eine elektronische Akte an?",
            "In der E-Akte auf Neu drücken.",
            "E-Akte",
            keywords=("E-Akte",),
            en=Wording(
                question="How do I create an electronic file?",
                variants=("New case folder",),
                answer="Press New.",
            ),
        ),
    ]
)


@pytest.fixture(scope="session")
def town() -> Matcher:
    """A matcher over thirteen entries of a town hall."""
    return Matcher(TOWN)
