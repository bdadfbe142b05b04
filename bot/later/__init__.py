"""What happens later: letters that a decision sends, and work that becomes due.

The truth is in tables: a feature's own (`state`, `due_at`), and the outbox of letters. Reads downwards:

- `letter`, `outbox`, `book`: what features say, inside their own transactions;
- `declared`: what a dialog declares, by decorator;
- `desk`: what becomes of a letter, as transactions; `carrier`: finding its words and sending it;
- `sweeper`: the features' own due work;
- `engine`: what makes it all happen in time; `dispatcher` is the one for SQLite.
"""
