def add(app, call): pass
