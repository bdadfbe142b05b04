"""What keeps the bot from working, found before people notice, each finding with what to do next.

- `case`: what is examined, and what a finding is;
- `house`: settings, files, words and answers; `identity`: ids, secret and certificate;
- `keeping`: database, backups, disk; `people`: who helps, who looks after it, who reads the Sorgenbox;
- `outside`: everything that needs the network, `asking` how; `sorgenbox`: its pages and its sign-in;
- `expiry`: how loudly to say that something ends;
- `examination`: asks them all.
"""
