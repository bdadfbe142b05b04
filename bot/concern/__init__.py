"""The Sorgenbox: concerns that nobody can join with a person, kept in a file of their own.

- `rules`, `receipts`, `report`, `hints`, `signs`: decisions, pure;
- `store`: the file; `box`: the one thread that owns it, and the flood cap;
- `confided`: what a handler in Teams is given, which names no person; `edge`: where the person is dropped;
- `web`: the page without a sign-in; `reading`: the readers' page; `door`: who may come in there by a link of
  this machine; `entrance`: who may by signing in at Entra ID.
"""
