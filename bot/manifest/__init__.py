"""The Teams app package: made from `manifest/`, and checked before anybody uploads it.

- `building`: the template, the words of both languages and the icons, joined into a zip;
- `rules`: what Teams demands (TEAMS.md 24, 25); `schema`: what Microsoft's own schema demands;
- `checking`: opens a package and asks both.
"""
