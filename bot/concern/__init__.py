"""The Sorgenbox: concerns that nobody can join with a person, kept in a file of their own.

- `rules`, `receipts`, `report`, `hints`, `signs`: decisions, pure;
- `keeping`: what the house knows of it, and the flood cap; `store`: the file; `box`: its one thread;
- `owner`: the process that owns it for several bots; `taking` and `handing`: both ends of the hand-over;
  `wire`: what goes between them; `whose`: which of it fits the settings;
- `confided`: what a handler in Teams is given, which names no person; `edge`: where the person is dropped;
- `web`: the page without a sign-in; `reading`: the readers' page; `door`: who may come in there by a link of
  this machine; `entrance`: who may by signing in at Entra ID.
"""
