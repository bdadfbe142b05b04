"""The commands of `lotse`, one module each; they import what they need when they run, so help is quick."""
