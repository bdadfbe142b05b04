"""What an activity says, as the bot above the edge hears it: one table for each kind."""

from __future__ import annotations

from typing import Any

import pytest

from bot.teams.mapping import message_of
from bot.turn import File, Kind, Message, Scope

BOT = "28:bot"
CLIENT: dict[str, Any] = {"type": "clientInfo"}
DEEP: dict[str, Any] = {"lotse": "a.b", "x": {}}
for _ in range(500):
    DEEP["x"] = {"x": DEEP["x"]}


def activity(kind: str = "message", **changes: Any) -> dict[str, Any]:
    """A personal message of Anna's, but for these changes."""
    return {
        "type": kind,
        "id": "17",
        "channelId": "msteams",
        "serviceUrl": "https://smba.trafficmanager.net/emea/",
        "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": "T1"},
        "from": {"id": "29:anna", "name": "Anna", "aadObjectId": "ANNA-1"},
        "recipient": {"id": BOT, "name": "Lotse"},
    } | changes


def read(kind: str = "message", **changes: Any) -> Message:
    """The message in such an activity; fails where there is none."""
    message = message_of(activity(kind, **changes), authenticated=True)
    assert message is not None
    return message


def invoke(name: str, value: Any) -> Message:
    """The message in such an invoke."""
    return read("invoke", name=name, value=value, replyToId="16")


def mention(text: str, account: str = BOT, name: str = "Lotse") -> dict[str, Any]:
    """The entity that makes this text a mention."""
    return {"type": "mention", "text": text, "mentioned": {"id": account, "name": name}}


# ---------------------------------------------------------------- who and where


def test_who_writes_is_known_by_the_entra_id() -> None:
    """Person, tenant and address come from the authenticated parts; ids of Entra have no case."""
    person = read().person
    assert (person.tenant, person.id, person.account, person.name) == ("t1", "anna-1", "29:anna", "Anna")


def test_the_tenant_of_the_channel_data_goes_first() -> None:
    """Where Teams names the tenant in both places, the channel data's is the person's."""
    assert read(channelData={"tenant": {"id": "T2"}}).person.tenant == "t2"


@pytest.mark.parametrize(
    ("conversation", "scope"),
    [
        ({"id": "a:1", "conversationType": "personal"}, Scope.PERSONAL),
        ({"id": "a:1"}, Scope.PERSONAL),
        ({"id": "19:1", "conversationType": "groupChat", "isGroup": True}, Scope.GROUP),
        ({"id": "19:1;messageid=5", "conversationType": "channel", "isGroup": True}, Scope.CHANNEL),
        ({"id": "19:1", "isGroup": True}, Scope.GROUP),
        ({"id": "19:1", "conversationType": "meeting"}, Scope.GROUP),
    ],
)
def test_where_it_was_written(conversation: dict[str, Any], scope: Scope) -> None:
    """The place names the thread; a kind that isn't known is one where others listen."""
    place = read(conversation=conversation).place
    assert (place.id, place.scope, place.bot) == (conversation["id"], scope, BOT)
    assert place.service_url == "https://smba.trafficmanager.net/emea/"


@pytest.mark.parametrize(
    ("changes", "locale", "zone"),
    [
        ({}, "", ""),
        ({"locale": "de-DE", "localTimezone": "Europe/Berlin"}, "de-DE", "Europe/Berlin"),
        ({"entities": [CLIENT | {"locale": "en-GB", "timezone": "Europe/Berlin"}]}, "en-GB", "Europe/Berlin"),
        ({"entities": [CLIENT | {"locale": 7, "timezone": ["x"]}], "localTimezone": 7}, "", ""),
    ],
)
def test_language_and_zone(changes: dict[str, Any], locale: str, zone: str) -> None:
    """The client's language and time zone, from either place, and nothing where there is neither."""
    message = read(**changes)
    assert (message.locale, message.zone) == (locale, zone)


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("text", "entities", "heard", "mentioned"),
    [
        ("Hallo", [], "Hallo", False),
        ("<at>Lotse</at> Hallo", [mention("<at>Lotse</at>")], "Hallo", True),
        ("<at>Lotse</at>\xa0Hallo", [mention("<at>Lotse</at>")], "Hallo", True),
        ("<at>Lotse</at>&nbsp;Hallo", [mention("<at>Lotse</at>")], "Hallo", True),
        ("Frag <at>Lotse</at> mal", [mention("<at>Lotse</at>")], "Frag mal", True),
        ("<at>Lotse</at>", [mention("<at>Lotse</at>")], "", True),
        ("<at>Lotse</at> Was ist ein Lotse?", [mention("<at>Lotse</at>")], "Was ist ein Lotse?", True),
        ("<at>Lotse</at>: <at>Lotse</at>?", [mention("<at>Lotse</at>")], ": <at>Lotse</at>?", True),
        ("Lotse, hilf!", [], "Lotse, hilf!", False),
        ("Lotse, hilf!", [mention("")], "Lotse, hilf!", True),
        (
            "<at>Lotse</at> kennt <at>Kemal</at>",
            [mention("<at>Lotse</at>"), mention("<at>Kemal</at>", "29:kemal", "Kemal")],
            "kennt Kemal",
            True,
        ),
        ("<at>Kemal</at> Hallo", [mention("<at>Kemal</at>", "29:kemal", "Kemal")], "Kemal Hallo", False),
        ("<at>C++ (Bot)</at> a.b", [mention("<at>C++ (Bot)</at>")], "a.b", True),
        ("a  b\n\nc ", [], "a b\n\nc", False),
        ("1 < 2 &amp; 3", [], "1 < 2 &amp; 3", False),
        ("Hallo", [{"type": "mention"}, {"type": 7}, {"type": "mention", "mentioned": []}], "Hallo", False),
    ],
)
def test_the_words_without_the_mention(text: str, entities: list[Any], heard: str, mentioned: bool) -> None:
    """The bot's mention goes where an entity says it is one, and its name stays everywhere else."""
    message = read(text=text, entities=entities)
    assert (message.text, message.mentioned) == (heard, mentioned)


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("<p>Hallo</p><p>Welt</p>", "Hallo\nWelt"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("1 &lt; 2 &amp;&nbsp;3", "1 < 2 & 3"),
        ("&lt;b&gt;", "<b>"),
        ("<b>fett</b> und <a href='x'>Link</a>", "fett und Link"),
        ("1 < 2", "1 < 2"),
        ("<" * 20_000, "<" * 20_000),
    ],
)
def test_markup_is_taken_out(text: str, heard: str) -> None:
    """A message in HTML arrives as its words."""
    assert read(text=text, textFormat="xml").text == heard


@pytest.mark.parametrize(
    ("attachments", "files"),
    [
        ([], ()),
        ([{"contentType": "text/html", "content": "<p>Hallo</p>"}], ()),
        ([{"contentType": "application/vnd.microsoft.card.adaptive", "content": {}}], ()),
        ([{"contentType": "messageReference", "content": "{}"}], ()),
        ([{"contentType": "image/*", "contentUrl": "https://x"}], (File("", "image/*"),)),
        (
            [{"contentType": "application/vnd.microsoft.teams.file.download.info", "name": "a.pdf"}],
            (File("a.pdf", "application/vnd.microsoft.teams.file.download.info"),),
        ),
        ([{"contentType": 7, "name": ["x"]}], (File("", ""),)),
    ],
)
def test_files(attachments: list[Any], files: tuple[File, ...]) -> None:
    """Files and pictures count; Teams' copy of the text, cards and quotations don't."""
    assert read(text="x", attachments=attachments).files == files


# ---------------------------------------------------------------- what they did


@pytest.mark.parametrize(
    ("kind", "changes", "expected"),
    [
        ("message", {"text": "hi"}, Kind.SAID),
        ("message", {}, Kind.SAID),
        ("message", {"value": {"lotse": "a.b"}}, Kind.PRESSED),
        ("messageUpdate", {"text": "hi", "channelData": {"eventType": "editMessage"}}, Kind.EDITED),
        ("messageDelete", {"channelData": {"eventType": "softDeleteMessage"}}, Kind.DELETED),
        ("installationUpdate", {"action": "add"}, Kind.ARRIVED),
        ("installationUpdate", {"action": "remove"}, Kind.LEFT),
        ("conversationUpdate", {"membersAdded": [{"id": "29:x"}, {"id": BOT}]}, Kind.ARRIVED),
        ("conversationUpdate", {"membersRemoved": [{"id": BOT}]}, Kind.LEFT),
        ("invoke", {"name": "adaptiveCard/action", "value": {}}, Kind.PRESSED),
        ("invoke", {"name": "task/fetch", "value": {}}, Kind.OPENED),
        ("invoke", {"name": "task/submit", "value": {}}, Kind.SUBMITTED),
        ("invoke", {"name": "composeExtension/query", "value": {}}, Kind.SEARCHED),
        ("invoke", {"name": "message/submitAction", "value": {}}, Kind.RATED),
        ("invoke", {"name": "message/fetchTask", "value": {}}, Kind.OPENED),
        ("invoke", {"name": "actionableMessage/executeAction"}, Kind.UNKNOWN),
        ("invoke", {}, Kind.UNKNOWN),
    ],
)
def test_what_they_did(kind: str, changes: dict[str, Any], expected: Kind) -> None:
    """Each activity is one kind of deed, and only an invoke waits for its answer."""
    message = read(kind, **changes)
    assert message.kind is expected
    assert message.waits == (kind == "invoke")


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("typing", {}),
        ("messageReaction", {"reactionsAdded": [{"type": "like"}]}),
        ("messageUpdate", {"text": "hi", "channelData": {"eventType": "undeleteMessage"}}),
        ("messageUpdate", {"text": "hi"}),
        ("messageDelete", {}),
        ("installationUpdate", {"action": "add-upgrade"}),
        ("installationUpdate", {}),
        ("conversationUpdate", {"membersAdded": [{"id": "29:kemal"}]}),
        ("conversationUpdate", {"channelData": {"eventType": "channelRenamed"}}),
        ("event", {"name": "application/vnd.microsoft.readReceipt"}),
        ("endOfConversation", {}),
        ("no such type", {}),
        ("message", {"from": None}),
        ("message", {"from": {"id": "29:anna"}}),
        ("invoke", {"name": "task/fetch", "from": {"id": "29:anna"}}),
    ],
)
def test_silence(kind: str, changes: dict[str, Any]) -> None:
    """Typing, reactions, others' coming, undeleting, and whatever comes from nobody: silence."""
    assert message_of(activity(kind, **changes), authenticated=True) is None


OURS = {"lotse": "cafe.book", "nonce": "0a1b", "spoken": "de", "slot": "7", "note": "bitte"}
WAYS = [
    lambda data: read(value=data, replyToId="16"),
    lambda data: invoke("adaptiveCard/action", {"action": {"verb": "cafe.book", "data": data}}),
    lambda data: invoke("task/fetch", {"data": data | {"msteams": {"type": "task/fetch"}}}),
    lambda data: invoke("task/submit", {"data": data}),
]


@pytest.mark.parametrize("way", WAYS)
def test_a_button_says_the_same_whatever_way_it_comes(way: Any) -> None:
    """Submit, Execute, and dialogs give the same action, form, nonce, language and card."""
    message = way(OURS)
    assert (message.action, message.nonce, message.spoken) == ("cafe.book", "0a1b", "de")
    assert message.form == {"slot": "7", "note": "bitte"}
    assert message.card == "16"


def test_an_execute_without_data_is_known_by_its_verb() -> None:
    """The verb alone names the action."""
    shapes: list[dict[str, Any]] = [{}, {"data": {}}, {"data": None}]
    for data in shapes:
        message = invoke("adaptiveCard/action", {"action": {"verb": "cafe.book", **data}})
        assert (message.action, message.form) == ("cafe.book", {})


WRONG_NAMES: list[Any] = [7, [], {"lotse": "a.b"}, "a" * 200, None, True]
HOSTILE: list[Any] = [7, "text", [], ["lotse"], True, 1.5, [[[]]], DEEP, {"nonce": 7}]
HOSTILE += [{"lotse": name} for name in WRONG_NAMES]


@pytest.mark.parametrize("data", HOSTILE, ids=lambda data: repr(data)[:30])
@pytest.mark.parametrize("name", ["message", "adaptiveCard/action", "task/fetch", "task/submit"])
def test_hostile_data_names_no_action(name: str, data: Any) -> None:
    """Data that can't be ours is a press without an action, and never an error."""
    value = {"action": {"verb": 7, "data": data}, "data": data}
    message = read(value=data) if name == "message" else invoke(name, value)
    assert (message.action, message.nonce) == ("", "")


INVOKES = [
    "adaptiveCard/action",
    "task/fetch",
    "task/submit",
    "composeExtension/query",
    "message/submitAction",
    "message/fetchTask",
]
PARTS = ("action", "data", "parameters", "actionValue")
MALFORMED: list[Any] = [None, 7, [], "x", {"parameters": [7]}, {"queryOptions": []}]
MALFORMED += [{key: 7} for key in PARTS] + [{key: []} for key in PARTS]


@pytest.mark.parametrize("value", MALFORMED, ids=repr)
@pytest.mark.parametrize("name", INVOKES)
def test_a_malformed_invoke_is_still_heard(name: str, value: Any) -> None:
    """An invoke whose value has another shape than Teams' names no action."""
    assert invoke(name, value).action == ""


def test_a_search() -> None:
    """The words, the command and the page of a query; an empty field is an empty search."""
    value = {
        "commandId": "faq",
        "parameters": [{"name": "q", "value": "passwort"}],
        "queryOptions": {"skip": 25, "count": 25},
    }
    message = invoke("composeExtension/query", value)
    assert (message.action, message.text) == ("faq", "passwort")
    assert (message.form["skip"], message.form["count"]) == (25, 25)
    first = value | {"parameters": [{"name": "initialRun", "value": "true"}]}
    assert invoke("composeExtension/query", first).text == ""


def test_a_rating() -> None:
    """Teams' own thumbs: which one, what was written, and below which message."""
    value = {"actionName": "feedback", "actionValue": {"reaction": "like", "feedback": "{}"}}
    message = invoke("message/submitAction", value)
    assert (message.action, message.card) == ("feedback", "16")
    assert message.form == {"reaction": "like", "feedback": "{}"}


def test_without_authentication_the_account_stands_in() -> None:
    """Where no channel vouches for anyone, the account id is the person, and the tenant has a name."""
    plain = activity(conversation={"id": "a:1"}) | {"from": {"id": "user-1"}}
    message = message_of(plain, authenticated=False)
    assert message is not None
    assert (message.person.id, message.person.tenant) == ("user-1", "local")
